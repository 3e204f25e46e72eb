-- Run by test_neovim.py inside Neovim: says what the editor itself holds, and leaves with 1 on failure.
local function say(...) io.stdout:write(table.concat({ ... }, ' ') .. '\n') end
local function fail(why) say('FAIL', why); vim.cmd('cquit 1') end
local buffer = vim.api.nvim_get_current_buf()

-- Diagnostics, as vim.diagnostic holds them.
if not vim.wait(60000, function() return #vim.diagnostic.get(buffer) > 0 end, 50) then
  return fail('no diagnostics')
end
for _, item in ipairs(vim.diagnostic.get(buffer)) do
  say('diagnostic', item.lnum + 1 .. ':' .. item.col + 1, item.source or '', tostring(item.code or item.user_data.lsp.code))
end

-- Hover: the same call as the K key, read back from the floating window.
local first = vim.diagnostic.get(buffer)[1]
vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
vim.lsp.buf.hover()
local float
vim.wait(30000, function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then float = window; return true end
  end
end, 50)
if not float then return fail('no hover window') end
say('hover', vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, 1, false)[1])
vim.api.nvim_win_close(float, true)

-- The first code action of the finding, through vim.lsp.buf.code_action; its menu is vim.ui.select.
vim.ui.select = function(items, options, choose)
  for at, item in ipairs(items) do
    say('menu', options.format_item and options.format_item(item) or tostring(at))
  end
  choose(items[1], 1)
end
local before = #vim.diagnostic.get(buffer)
vim.lsp.buf.code_action()
if not vim.wait(30000, function() return #vim.diagnostic.get(buffer) < before end, 50) then
  return fail('diagnostics did not go down')
end
vim.cmd('silent write')
say('left', tostring(#vim.diagnostic.get(buffer)))
vim.cmd('qall!')

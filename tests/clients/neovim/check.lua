-- Run by test_neovim.py inside Neovim: says what the editor itself holds, and leaves with 1 on failure.
local buffer = vim.api.nvim_get_current_buf()
local function say(...) io.stdout:write(table.concat({ ... }, ' ') .. '\n') end

local function wait(what, holds)
  if vim.wait(60000, holds, 20) then return end
  say('waited a minute for', what)
  vim.cmd('cquit 1')
end

-- The first line of the floating window that an action opens, which is closed again.
local function float(action)
  local window
  action()
  wait('a floating window', function()
    for _, each in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(each).relative ~= '' then window = each end
    end
    return window
  end)
  local first = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, 1, false)[1]
  vim.api.nvim_win_close(window, true)
  return first
end

-- Diagnostics, as vim.diagnostic holds them.
wait('diagnostics', function() return #vim.diagnostic.get(buffer) > 0 end)
for _, item in ipairs(vim.diagnostic.get(buffer)) do
  say('diagnostic', item.lnum + 1 .. ':' .. item.col + 1, item.source, item.code or item.user_data.lsp.code)
end

local finding = vim.diagnostic.get(buffer)[1]
vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
say('hover', float(vim.lsp.buf.hover)) -- what the key K calls
say('explain', float(function() vim.cmd('TensorTidyExplain') end))

-- The first code action of the finding; the menu of vim.lsp.buf.code_action is vim.ui.select.
vim.ui.select = function(items, options, choose)
  for _, item in ipairs(items) do
    local title = options.format_item(item)
    say('menu', title)
  end
  choose(items[1], 1)
end
vim.lsp.buf.code_action()
wait('the finding to go', function() return #vim.diagnostic.get(buffer) == 0 end)
vim.cmd('silent write')
vim.cmd('qall!')

local file = vim.api.nvim_get_runtime_file('lsp/tensortidy.lua', false)[1]
local config = dofile(file)
if vim.fn.executable(config.cmd[1]) == 0 then
  local missing = 'TensorTidy: no command `%s` is found. Install it, or say in %s where it is.'
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'python',
    once = true,
    callback = function() vim.notify(missing:format(config.cmd[1], file), vim.log.levels.WARN) end,
  })
  return
end

-- What TensorTidy believes of the line under the cursor, and why.
vim.api.nvim_create_user_command('TensorTidyExplain', function()
  local here = { vim.uri_from_bufnr(0), vim.fn.line('.') - 1 }
  local request = { command = 'tensortidy.explain', arguments = here }
  vim.lsp.buf_request(0, 'workspace/executeCommand', request, function(_, page)
    if page then vim.lsp.util.open_floating_preview(vim.split(page, '\n'), 'markdown') end
  end)
end, {})

if vim.lsp.enable then -- Neovim 0.11 and later
  vim.lsp.enable('tensortidy')
  return
end

-- Neovim 0.7 to 0.10, which do not look into lsp/ and know not all of these keys.
local clients = {} -- by root

local function root_of(buffer)
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':p:h')
  for _, marker in ipairs(config.root_markers) do
    local marked, inner = vim.fn.findfile(marker, folder .. ';'), vim.fn.finddir(marker, folder .. ';')
    if marked ~= '' then return vim.fn.fnamemodify(marked, ':p:h') end
    if inner ~= '' then return vim.fn.fnamemodify(inner, ':p:h:h') end
  end
  return folder
end

local function start(root)
  return vim.lsp.start_client({
    name = 'tensortidy',
    cmd = config.cmd,
    root_dir = root,
    on_attach = function(_, buffer)
      vim.keymap.set('n', ']d', vim.diagnostic.goto_next, { buffer = buffer })
      vim.keymap.set('n', 'K', vim.lsp.buf.hover, { buffer = buffer })
      vim.keymap.set('n', 'gra', vim.lsp.buf.code_action, { buffer = buffer })
    end,
    on_exit = function() clients[root] = nil end,
  })
end

vim.api.nvim_create_autocmd('FileType', {
  pattern = config.filetypes,
  callback = function()
    local buffer = vim.api.nvim_get_current_buf()
    local root = root_of(buffer)
    clients[root] = clients[root] or start(root)
    vim.lsp.buf_attach_client(buffer, clients[root])
  end,
})

-- TensorTidy in Neovim's built-in client, without plugins. docs/editors.md shows this file.
local command = { vim.env.TENSORTIDY or 'tensortidy', 'lsp' }

vim.diagnostic.config({ virtual_text = true }) -- off by default since 0.11

local function root(buffer)
  local marker = vim.fs and vim.fs.root and vim.fs.root(buffer, { 'pyproject.toml', '.git' })
  return marker or vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':p:h')
end

if vim.lsp.config then -- Neovim 0.11 and later
  vim.lsp.config('tensortidy', {
    cmd = command,
    filetypes = { 'python' },
    root_markers = { 'pyproject.toml', '.git' },
  })
  vim.lsp.enable('tensortidy')
else -- Neovim 0.7 to 0.10
  local client
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'python',
    callback = function(event)
      local buffer = (event and event.buf) or vim.api.nvim_get_current_buf()
      local config = { name = 'tensortidy', cmd = command, root_dir = root(buffer) }
      if vim.lsp.start then
        vim.lsp.start(config)
      else
        client = client or vim.lsp.start_client(config)
        vim.lsp.buf_attach_client(buffer, client)
      end
    end,
  })
end

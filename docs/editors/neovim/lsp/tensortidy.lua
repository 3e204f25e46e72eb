return {
  cmd = { 'tensortidy', 'lsp' },
  filetypes = { 'python', 'sh', 'zsh', 'dockerfile', 'env', 'systemd' },
  root_markers = { 'pyproject.toml', '.git' },
}

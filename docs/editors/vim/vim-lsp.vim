autocmd User lsp_setup call lsp#register_server({
    \ 'name': 'tensortidy',
    \ 'cmd': {server -> ['tensortidy', 'lsp']},
    \ 'allowlist': ['python', 'sh', 'zsh', 'dockerfile', 'systemd'],
    \ })

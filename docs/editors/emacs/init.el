(with-eval-after-load 'eglot ; part of Emacs since 29, a package before
  (add-to-list 'eglot-server-programs
               '((python-mode python-ts-mode sh-mode bash-ts-mode dockerfile-mode dockerfile-ts-mode)
                 . ("tensortidy" "lsp"))))
(add-hook 'python-mode-hook #'eglot-ensure)
(add-hook 'python-ts-mode-hook #'eglot-ensure)

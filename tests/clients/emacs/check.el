;;; check.el --- Run by test_emacs.py inside a batch Emacs: says what the editor itself holds  -*- lexical-binding: t -*-
(require 'cl-lib)
(setq make-backup-files nil create-lockfiles nil eglot-confirm-server-initiated-edits nil)

(defun await (what holds)
  "What the function HOLDS returns, as soon as it is not nil; leaves Emacs with 1 when WHAT has not come in a minute."
  (let ((end (+ (float-time) 60)) value)
    (while (not (setq value (funcall holds)))
      (when (> (float-time) end)
        (princ (format "waited a minute for %s\n" what))
        (kill-emacs 1))
      (accept-process-output nil 0.02))
    value))

(find-file (pop command-line-args-left))
(run-hooks 'post-command-hook) ; `eglot-ensure' waits for the end of a command, and batch Emacs has none
(await "the server" (lambda () (eglot-current-server)))
(flymake-mode 1) ; without a window, nothing starts it
(await "diagnostics" (lambda () (flymake-start) (flymake-diagnostics)))
(dolist (found (flymake-diagnostics))
  (princ (format "diagnostic %d %s\n" (line-number-at-pos (flymake-diagnostic-beg found))
                 (car (split-string (flymake-diagnostic-text found) "\n")))))

(goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
(let (card)
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq card (or text "none"))))
  (await "the hover card" (lambda () card))
  (princ (format "hover %s\n" (car (split-string card "\n")))))

(cl-letf ((last-nonmenu-event ?\r) ; asked by a key, not by the mouse
          ((symbol-function 'completing-read) ; the menu
           (lambda (_prompt choices &rest _)
             (dolist (choice choices) (princ (format "menu %s\n" (car choice))))
             (car (car choices)))))
  (eglot-code-actions (point) (point) nil t))
(save-buffer)
(await "the finding to go" (lambda () (flymake-start) (null (flymake-diagnostics))))
(kill-emacs 0)
;;; check.el ends here

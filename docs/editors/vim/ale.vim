packadd! ale
let g:ale_linters = {} " where you have such a line already, add 'tensortidy' to its lists
for language in ['python', 'sh', 'dockerfile']
    let g:ale_linters[language] = ['tensortidy']
    call ale#linter#Define(language, {
        \ 'name': 'tensortidy',
        \ 'lsp': 'stdio',
        \ 'executable': 'tensortidy',
        \ 'command': '%e lsp',
        \ 'project_root': function('ale#python#FindProjectRoot'),
        \ })
endfor

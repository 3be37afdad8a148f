# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later

# zsh -f complete.zsh FOLDER LINE: prints what Tab offers behind LINE, each in <>, with the
# completions of FOLDER. That takes a shell at a terminal whose compadd says what it is given.
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "PS1= RPS1=; fpath=(${(q)1} \$fpath); autoload -Uz compinit && compinit -u -D"
zpty -w shell "compadd () {
  local -a hits
  builtin compadd -A hits \"\$@\"
  print -rl -- \"<\${(@)^hits}>\"
  builtin compadd \"\$@\"
}"
zpty -w shell "comppostfuncs=(finish); finish () { print '<end>'; exit; }; print re''ady"
zpty -r shell found '*ready*'
zpty -w -n shell "$2"$'\t'
zpty -r shell found '*<end>*'
print -r -- $found

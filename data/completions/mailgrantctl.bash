# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

# The first column of a table, without its heading; nothing of it asks a device.
_mailgrantctl_ids ()
{
  mailgrantctl "$1" list 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_mailgrantctl_options ()
{
  case $1 in
    discover) echo '--timeout= --address= --include-local' ;;
    'device add')
      echo '--driver= --model= --name= --user= --password-file= --one-time-code-file= --fingerprint= --trust' ;;
    'slot add')
      echo '--title= --protocol= --provider= --account= --server= --security=' ;;
    'slot edit') echo '--provider= --account= --server= --security=' ;;
    'slot report') echo '--words=' ;;
    'provider add') echo '--issuer= --file= --client-id= --client-secret-file= --scope=' ;;
    'provider set') echo '--client-id= --client-secret-file= --tenant=' ;;
    authorize)
      echo '--provider= --account= --no-browser --device-code --paste --timeout= --keep-copy=' ;;
    password) echo '--account= --password-file=' ;;
    test) echo '--all' ;;
    status) echo '--check' ;;
    repair) echo '--all --dry-run --resume --put-back --provider= --account= --no-browser --password-file=' ;;
    renew) echo '--due' ;;
    export) echo '--format=' ;;
    import) echo '--merge --replace' ;;
    monitor) echo '--check=' ;;
    doctor) echo '--providers' ;;
  esac
  echo '--json --ca-file= --version --help'
}

_mailgrantctl_arguments ()
{
  case $1 in
    '') echo 'discover device slot provider authorize password test status delete-token repair renew export import monitor doctor' ;;
    device) echo 'list add show remove' ;;
    slot) echo 'list add edit remove report' ;;
    provider) echo 'list show add set' ;;
    'device show' | 'device remove' | 'slot list' | 'slot add') _mailgrantctl_ids device ;;
    'provider show' | 'provider set') _mailgrantctl_ids provider ;;
    'slot report') _mailgrantctl_ids slot; echo 'not-obtained waiting obtained invalid' ;;
    'slot edit' | 'slot remove' | authorize | password | test | delete-token | repair)
      _mailgrantctl_ids slot ;;
    status) _mailgrantctl_ids device; _mailgrantctl_ids slot ;;
  esac
}

_mailgrantctl ()
{
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' word

  for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$command $word" in
      ' device' | ' slot' | ' provider') command=$word ;;
      *' -'*) ;;
      ' '*) [ -n "$command" ] || command=$word ;;
      'device '* | 'slot '* | 'provider '*) command="$command $word" ;;
    esac
  done

  # “=” is a word of its own.
  if [ "$previous" = '=' ]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  elif [ "$current" = '=' ]; then
    current=''
  fi

  COMPREPLY=()
  case $previous in
    --ca-file | --file | --*-file) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    --provider) mapfile -t COMPREPLY < <(compgen -W "$(_mailgrantctl_ids provider)" -- "$current"); return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W 'json csv' -- "$current"); return ;;
    --security) mapfile -t COMPREPLY < <(compgen -W 'tls starttls none' -- "$current"); return ;;
    --protocol) mapfile -t COMPREPLY < <(compgen -W 'smtp imap pop3' -- "$current"); return ;;
    --keep-copy) mapfile -t COMPREPLY < <(compgen -W 'yes no' -- "$current"); return ;;
  esac

  case "$command $current" in
    'export '[!-]* | 'import '[!-]*) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
  esac

  case $current in
    -*) mapfile -t COMPREPLY < <(compgen -W "$(_mailgrantctl_options "$command")" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$(_mailgrantctl_arguments "$command")" -- "$current") ;;
  esac

  if [[ ${COMPREPLY[0]:-} == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
}

complete -F _mailgrantctl mailgrantctl

# SPDX-FileCopyrightText: 2026 The Mailgrant authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The first column of a table, without its heading; nothing of it asks a device.
function __mailgrantctl_ids
    mailgrantctl $argv[1] list 2>/dev/null | awk 'NR > 1 { print $1 }'
end

function __mailgrantctl_is
    set -l words (commandline -opc | string match -v -- '-*')
    test "$words[2..-1]" = "$argv"; or string match -q -- "$argv *" "$words[2..-1]"
end

function __mailgrantctl_wants_command
    test (count (commandline -opc | string match -v -- '-*')) -eq 1
end

function __mailgrantctl_wants_subcommand
    set -l words (commandline -opc | string match -v -- '-*')
    test (count $words) -eq 2 -a "$words[2]" = "$argv[1]"
end

complete -c mailgrantctl -f
complete -c mailgrantctl -l json -d 'Print one JSON document'
complete -c mailgrantctl -l ca-file -rF -d 'Trust these certificate authorities too'
complete -c mailgrantctl -l version -d 'Print the version'
complete -c mailgrantctl -s h -l help -d 'Show help'

complete -c mailgrantctl -n __mailgrantctl_wants_command -a discover -d 'Look for devices'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a device -d 'Manage devices'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a slot -d 'List slots, and keep some'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a provider -d 'Manage providers'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a authorize -d 'Get and deliver a permission'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a password -d 'Deliver a password'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a test -d 'Have a device log in'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a status -d 'Show the permissions'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a delete-token -d 'Delete a token'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a repair -d 'Mend what keeps mail from working'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a renew -d 'Renew tokens'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a export -d 'Write the devices to a file'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a import -d 'Take over the devices of a file'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a monitor -d 'Print what changes'
complete -c mailgrantctl -n __mailgrantctl_wants_command -a doctor -d 'Help to find a fault'

complete -c mailgrantctl -n '__mailgrantctl_wants_subcommand device' -a 'list add show remove'
complete -c mailgrantctl -n '__mailgrantctl_wants_subcommand slot' -a 'list add edit remove report'
complete -c mailgrantctl -n '__mailgrantctl_wants_subcommand provider' -a 'list show add set'

complete -c mailgrantctl -n '__mailgrantctl_is discover' -l timeout -x -d 'Seconds to look'
complete -c mailgrantctl -n '__mailgrantctl_is discover' -l address -x -d 'Look here too'
complete -c mailgrantctl -n '__mailgrantctl_is discover' -l include-local -d 'This computer too'

complete -c mailgrantctl -n '__mailgrantctl_is device show' -a '(__mailgrantctl_ids device)'
complete -c mailgrantctl -n '__mailgrantctl_is device remove' -a '(__mailgrantctl_ids device)'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l driver -x -d 'Take it for this make'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l model -x -d 'Which model it is'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l name -x -d 'What to call it'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l user -x -d 'Administrator'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l password-file -rF -d 'File with the password'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l one-time-code-file -rF -d 'File with the code'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l fingerprint -x -d 'Trust this certificate'
complete -c mailgrantctl -n '__mailgrantctl_is device add' -l trust -d 'Trust what answers'

complete -c mailgrantctl -n '__mailgrantctl_is slot list' -a '(__mailgrantctl_ids device)'
complete -c mailgrantctl -n '__mailgrantctl_is slot add' -a '(__mailgrantctl_ids device)'
complete -c mailgrantctl -n '__mailgrantctl_is slot edit; or __mailgrantctl_is slot remove; or __mailgrantctl_is slot report' -a '(__mailgrantctl_ids slot)'
complete -c mailgrantctl -n '__mailgrantctl_is slot add' -l title -x -d 'What the device calls it'
complete -c mailgrantctl -n '__mailgrantctl_is slot add' -l protocol -xa 'smtp imap pop3' -d 'What it speaks'
complete -c mailgrantctl -n '__mailgrantctl_is slot add; or __mailgrantctl_is slot edit' -l provider -xa '(__mailgrantctl_ids provider)' -d 'Whose kind of account'
complete -c mailgrantctl -n '__mailgrantctl_is slot add; or __mailgrantctl_is slot edit' -l account -x -d 'The mailbox'
complete -c mailgrantctl -n '__mailgrantctl_is slot add; or __mailgrantctl_is slot edit' -l server -x -d 'The mail server'
complete -c mailgrantctl -n '__mailgrantctl_is slot add; or __mailgrantctl_is slot edit' -l security -xa 'tls starttls none' -d 'How it is encrypted'
complete -c mailgrantctl -n '__mailgrantctl_is slot report' -a 'not-obtained waiting obtained invalid'
complete -c mailgrantctl -n '__mailgrantctl_is slot report' -l words -x -d 'The sentence it shows'

complete -c mailgrantctl -n '__mailgrantctl_is provider show' -a '(__mailgrantctl_ids provider)'
complete -c mailgrantctl -n '__mailgrantctl_is provider set' -a '(__mailgrantctl_ids provider)'
complete -c mailgrantctl -n '__mailgrantctl_is provider add' -l issuer -x -d 'Address that describes it'
complete -c mailgrantctl -n '__mailgrantctl_is provider add' -l file -rF -d 'File that describes it'
complete -c mailgrantctl -n '__mailgrantctl_is provider add' -l scope -x -d 'Scope to send mail'
complete -c mailgrantctl -n '__mailgrantctl_is provider add; or __mailgrantctl_is provider set' -l client-id -x -d 'Your client'
complete -c mailgrantctl -n '__mailgrantctl_is provider add; or __mailgrantctl_is provider set' -l client-secret-file -rF -d 'File with its secret'
complete -c mailgrantctl -n '__mailgrantctl_is provider set' -l tenant -x -d 'Its organization'

complete -c mailgrantctl -n '__mailgrantctl_is authorize' -a '(__mailgrantctl_ids slot)'
complete -c mailgrantctl -n '__mailgrantctl_is authorize' -l provider -xa '(__mailgrantctl_ids provider)' -d 'Who gives it'
complete -c mailgrantctl -n '__mailgrantctl_is authorize' -l account -x -d 'The mailbox'
complete -c mailgrantctl -n '__mailgrantctl_is authorize' -l no-browser -d 'Print the address'
complete -c mailgrantctl -n '__mailgrantctl_is authorize' -l device-code -d 'Print a code'
complete -c mailgrantctl -n '__mailgrantctl_is authorize' -l paste -d 'Read the last address'
complete -c mailgrantctl -n '__mailgrantctl_is authorize' -l timeout -x -d 'Seconds to wait'
complete -c mailgrantctl -n '__mailgrantctl_is authorize' -l keep-copy -xa 'yes no' -d 'Keep a copy'

complete -c mailgrantctl -n '__mailgrantctl_is password' -a '(__mailgrantctl_ids slot)'
complete -c mailgrantctl -n '__mailgrantctl_is password' -l account -x -d 'The mailbox'
complete -c mailgrantctl -n '__mailgrantctl_is password' -l password-file -rF -d 'File with the password'

complete -c mailgrantctl -n '__mailgrantctl_is test' -a '(__mailgrantctl_ids slot)'
complete -c mailgrantctl -n '__mailgrantctl_is test' -l all -d 'All slots'

complete -c mailgrantctl -n '__mailgrantctl_is status' -a '(__mailgrantctl_ids device; __mailgrantctl_ids slot)'
complete -c mailgrantctl -n '__mailgrantctl_is status' -l check -d 'Ask the devices'

complete -c mailgrantctl -n '__mailgrantctl_is delete-token' -a '(__mailgrantctl_ids slot)'

complete -c mailgrantctl -n '__mailgrantctl_is repair' -a '(__mailgrantctl_ids slot)'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l all -d 'Whatever needs it'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l dry-run -d 'Only say what would be done'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l resume -d 'Go on with an interrupted one'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l put-back -d 'Restore what was there'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l provider -xa '(__mailgrantctl_ids provider)' -d 'Who gives it'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l account -x -d 'The mailbox'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l no-browser -d 'Print the address'
complete -c mailgrantctl -n '__mailgrantctl_is repair' -l password-file -rF -d 'File with the password'

complete -c mailgrantctl -n '__mailgrantctl_is renew' -l due -d 'Only what would run out'

complete -c mailgrantctl -n '__mailgrantctl_is export' -F
complete -c mailgrantctl -n '__mailgrantctl_is export' -l format -xa 'json csv' -d 'How to write it'
complete -c mailgrantctl -n '__mailgrantctl_is import' -F
complete -c mailgrantctl -n '__mailgrantctl_is import' -l merge -d 'Keep other devices'
complete -c mailgrantctl -n '__mailgrantctl_is import' -l replace -d 'Forget other devices'

complete -c mailgrantctl -n '__mailgrantctl_is monitor' -l check -x -d 'Minutes between looks'

complete -c mailgrantctl -n '__mailgrantctl_is doctor' -l providers -d 'Try the providers'

# bash completion for lrcalc

_lrcalc_completion() {
    local IFS=$'\n' type value line
    local -a words=()
    local -i i cword=0
    # Bash cuts --option=value into three words; the program wants them as one.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        if ((i > 0)) && [[ ${COMP_WORDS[i]} == "=" && ${words[cword]} == --* ]]; then
            words[cword]+="="
        elif ((i > 1)) && [[ ${COMP_WORDS[i-1]} == "=" && ${words[cword]} == --*= ]]; then
            words[cword]+=${COMP_WORDS[i]}
        else
            ((i > 0)) && cword+=1
            words[cword]=${COMP_WORDS[i]}
        fi
    done
    COMPREPLY=()
    while read -r line; do
        type=${line%%,*} value=${line#*,}
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${words[*]}" COMP_CWORD="$cword" _LRCALC_COMPLETE=bash_complete "$1")
}

# Only bash 4.4 and later can keep the program's order.
if ((BASH_VERSINFO[0] > 4 || BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4)); then
    complete -o nosort -F _lrcalc_completion lrcalc
else
    complete -F _lrcalc_completion lrcalc
fi

"""The script for bash: from 4.4 on it knows the words; an older bash asks the program."""

from lrcalc.cli.completion import Entry, Rows, Table, filled

SCRIPT = r"""# bash completion for lrcalc VERSION

# Complete a line of lrcalc VERSION without starting anything; another version is asked.
_lrcalc_completion() {
    local IFS=$' \t\n' program=${1/#\~\//$HOME/} word last=${COMP_WORDS[COMP_CWORD]} text=
    local -a words=()
    local -i i
    # Bash cuts --option=value into three words, and leaves in the last one what stands behind the cursor.
    [[ $2 ]] && last=${last%"${last#*"$2"}"}
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && word=$last
        if [[ $text == --* && $word == "=" || $text == --*= && ${COMP_WORDS[i - 1]} == "=" ]]; then
            text+=$word
            words[${#words[@]} - 1]=$text
        else
            text=$word
            words+=("$word")
        fi
    done
    COMPREPLY=()
    if _lrcalc_is_known "$program"; then
        _lrcalc_complete "" "${words[@]}"
        # What bash has cut off stays on the line.
        text=${text//[\"\']/}
        [[ $last == [\"\']* ]] || COMPREPLY=("${COMPREPLY[@]#"${text%"$2"}"}")
    else
        _lrcalc_ask "$program" "${words[@]}"
    fi
}

_lrcalc_is_modern() {
    ((BASH_VERSINFO[0] > 4 || BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))
}

# Tell whether a command is lrcalc VERSION: whether that version, and no other, is installed where it is.
_lrcalc_is_known() {
    local program=$1
    _lrcalc_is_modern && [[ $- != *f* && :$BASHOPTS: != *:failglob:* ]] || return
    if [[ $program != */* ]]; then
        hash -- "$program" 2>/dev/null || return
        program=${BASH_CMDS[$program]-}
    fi
    if [[ -L $program ]]; then
        # Readlink is a process: it runs once, and again after the link was changed.
        [[ $program -ef ${_lrcalc_target-} ]] || _lrcalc_target=$(readlink -f -- "$program" 2>/dev/null)
        program=$_lrcalc_target
    fi
    [[ $program == */* ]] || return
    local -a found=("${program%/*}"/../lib/python*/*-packages/lrcalc_cli-*.dist-info)
    [[ ${found[*]##*/} == lrcalc_cli-VERSION.dist-info ]]
}

_lrcalc_ask() {
    local program=$1 type value
    shift
    local IFS=$'\n'
    while IFS=, read -r type value; do
        case $type in
            dir) _lrcalc_is_modern && compopt -o dirnames ;;
            file) _lrcalc_is_modern && compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done <<<"$(COMP_WORDS="lrcalc$IFS$*" COMP_CWORD=$# _LRCALC_COMPLETE=bash_complete "$program" 2>/dev/null)"
}

# Complete the last of the words that follow a command.
_lrcalc_complete() {
    local path=$1 word rows others offer text
    local -a offers
    local -i count=0 ended=0
    shift
    _lrcalc_enter "$path"
    while (($# > 1)); do
        word=$1
        shift
        if ((ended)) || [[ $word != -?* ]]; then
            if _lrcalc_enter "${path:+$path }$word"; then
                path=${path:+$path }$word
            else
                count+=1
            fi
        elif [[ $word == -- ]]; then
            ended=1
        elif _lrcalc_value "$word"; then
            if (($# == 1)); then
                _lrcalc_offer "" "$1" "$offer"
                return
            fi
            shift
        fi
    done
    text=${1//[\"\']/}
    if ((ended)) || [[ $text != -* || $1 == [\"\']*[[:space:]]* ]]; then
        ((count >= ${#offers[@]})) && [[ ${offers[*]: -1} == "..."* ]] && count=${#offers[@]}-1
        _lrcalc_offer "" "$1" "${offers[count]-}"
    elif [[ $text == --*=* ]]; then
        _lrcalc_value "${text%%=*}" && _lrcalc_offer "${text%%=*}=" "${text#*=}" "$offer"
    else
        _lrcalc_reply "" "$text" "$rows"
        ((${#COMPREPLY[@]})) || _lrcalc_reply "" "$text" "$others"
    fi
}

# Go into a command: set the rows of its options and of their aliases, and the offers for its arguments.
_lrcalc_enter() {
    local group groups
    _lrcalc_entry "$1" || return
    rows= others=
    for group in $groups; do
        _lrcalc_group "$group"
    done
}

# Set the offer for an option's value, if it takes one.
_lrcalc_value() {
    offer=$rows$others
    [[ $offer == *" $1 "* ]] || return
    offer=${offer#*" $1 "}
    offer=${offer%%$'\n'*}
    [[ $offer == *"|"* ]] && offer=${offer#*"|"}
}

# Offer, behind a prefix, what goes on from a text.
_lrcalc_offer() {
    local word words= rows= suffixes= text=${2//[\"\']/}
    local -i files=0 quoted=0
    for word in $3; do
        case $word in
            "...") ;;
            '"') quoted=1 ;;
            +*) _lrcalc_group "${word#+}" ;;
            @*) files=1 suffixes+="${word#@} " ;;
            *) words+="$word " ;;
        esac
    done
    if ((!quoted)); then
        _lrcalc_reply "$1" "$text" "$rows $words"
    elif [[ $2 == [\"\']* ]]; then
        _lrcalc_part "${2:1}" "$rows $words" && return
    fi
    if ((files)); then
        compopt -o default
        [[ $suffixes == *.* && $text != *[\\~\$]* ]] && _lrcalc_files "$1" "$text" " $suffixes"
    fi
}

# Complete a part in quotes, which begins with one of some words, maybe behind a label and an equals sign.
_lrcalc_part() {
    local text=$1 label=${1%%=*}= head
    local -a words
    local -i i
    [[ $text != *=* || $label == *" -"* || $label == "from "* ]] && label=
    text=${text#"$label"}
    head=${text%"${text##*[[:space:]]}"}
    if [[ $head ]]; then
        read -ra words <<<"$head"
        _lrcalc_complete '"' "${words[@]}" "${text#"$head"}"
    else
        _lrcalc_reply "" "$text" "$2"
    fi
    for i in "${!COMPREPLY[@]}"; do
        COMPREPLY[i]=$label$head${COMPREPLY[i]}
    done
    # Readline would close the quotes behind an only match.
    ((${#COMPREPLY[@]} == 1)) && COMPREPLY=("$COMPREPLY " "$COMPREPLY ...")
    ((${#COMPREPLY[@]}))
}

# Offer the files with some suffixes, and folders; where there are none, readline offers all files.
_lrcalc_files() {
    local file
    local -a found=()
    local -i matched=0
    for file in "$2"*; do
        if [[ -d $file ]]; then
            found+=("$1$file")
        elif [[ $file == *.* && $3 == *" .${file##*.} "* ]]; then
            found+=("$1$file")
            matched=1
        fi
    done
    ((matched)) && compopt -o filenames && COMPREPLY+=("${found[@]}")
}

# Offer, behind a prefix, those of some words that begin with a text.
_lrcalc_reply() {
    local word
    for word in $3; do
        [[ $word == "$2"* ]] && COMPREPLY+=("$1$word")
    done
}

# The rows of a group: names between spaces and, behind a bar, the offer for a value.
_lrcalc_group() {
    case $1 in
GROUPS
    esac
}

# The groups of options of a command, and the offers for its arguments.
_lrcalc_entry() {
    case $1 in
ENTRIES
        *) return 1 ;;
    esac
}

# Only bash 4.4 and later can keep the order of the words.
if _lrcalc_is_modern; then
    complete -o nosort -F _lrcalc_completion lrcalc
else
    complete -o default -F _lrcalc_completion lrcalc
fi
"""


def group(name: str, rows: Rows) -> str:
    """Return the case of a group."""
    lines = "".join(_line(row.names, row.offer) for row in rows)
    aliases = "".join(_line(row.aliases, row.offer) for row in rows if row.aliases)
    more = f" others+='\n{aliases}'" if aliases else ""
    return f"        {name}) rows+='\n{lines}'{more} ;;"


def _line(names: tuple[str, ...], offer: str | None) -> str:
    return f" {' '.join(names)} {'' if offer is None else f'|{offer}'}\n"


def entry(path: str, known: Entry) -> str:
    """Return the case of a command."""
    offers = " ".join(f"'{offer}'" for offer in known.offers)
    return f"        '{path}') groups='{' '.join(known.groups)}' offers=({offers}) ;;"


def script(table: Table, version: str) -> str:
    """Return the script for a version of the program."""
    return filled(SCRIPT, table, version, group, entry)

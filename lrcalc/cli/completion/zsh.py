"""The script for zsh."""

from lrcalc.cli.completion import Entry, Row, Rows, Table, filled

SCRIPT = r"""#compdef lrcalc
# zsh completion for lrcalc VERSION

# Complete a line of lrcalc VERSION without starting anything; another version is asked.
_lrcalc() {
    if _lrcalc_is_known; then
        _lrcalc_complete ''
    else
        _lrcalc_ask
    fi
}

# Tell whether the command is lrcalc VERSION: whether that version, and no other, is installed where it is.
_lrcalc_is_known() {
    local program=${(Q)~words[1]}
    [[ $program == */* ]] || program=$commands[$program]
    [[ -n $program ]] || return
    local -a found=(${program:A:h:h}/lib/python*/*-packages/lrcalc_cli-*.dist-info(N))
    (( $#found == 1 )) && [[ $found[1]:t == lrcalc_cli-VERSION.dist-info ]]
}

_lrcalc_ask() {
    local program=${(Q)~words[1]} type key title
    local -a plain titled
    local -i found=1
    local -x COMP_WORDS="$words" COMP_CWORD=$((CURRENT - 1)) _LRCALC_COMPLETE=zsh_complete
    for type key title in "${(@f)$($program 2>/dev/null)}"; do
        case $type in
            dir) _path_files -/ && found=0 ;;
            file) _path_files -f && found=0 ;;
            plain) [[ $title == _ ]] && plain+=("$key") || titled+=("$key:$title") ;;
        esac
    done
    (( $#titled )) && _describe -V word titled -U && found=0
    (( $#plain )) && compadd -U -V word -a plain && found=0
    return found
}

# Complete the last of the words that follow a command.
_lrcalc_complete() {
    local entry=$1 word offer
    local -a rows others offers
    local -i i count=1 ended=0
    _lrcalc_enter $entry
    for (( i = 2; i < CURRENT; i++ )); do
        word=$words[i]
        if (( ended )) || [[ $word != -?* ]]; then
            if _lrcalc_enter "${entry:+$entry }$word"; then
                entry="${entry:+$entry }$word"
            else
                (( count += 1 ))
            fi
        elif [[ $word == -- ]]; then
            ended=1
        elif _lrcalc_value $word; then
            if (( i == CURRENT - 1 )); then
                _lrcalc_offer $offer
                return
            fi
            (( i += 1 ))
        fi
    done
    if (( ended )) || [[ $PREFIX != -* ]]; then
        (( count > $#offers )) && [[ $offers[-1] == "..."* ]] && count=$#offers
        _lrcalc_offer "$offers[count]"
    elif [[ $PREFIX == --*=* ]]; then
        _lrcalc_value ${PREFIX%%=*} && compset -P '*=' && _lrcalc_offer $offer
    else
        _lrcalc_describe $rows || _lrcalc_describe $others
    fi
}

# Go into a command: set the rows of its options and of their aliases, and the offers for its arguments.
_lrcalc_enter() {
    local group
    local -a groups
    _lrcalc_entry $1 || return
    rows=() others=()
    for group in $groups; do
        _lrcalc_group $group
    done
}

# Set the offer for an option's value, if it takes one.
_lrcalc_value() {
    local -a found=(${(M)rows:#(|* )$1(| *)'|'*'|'*} ${(M)others:#(|* )$1(| *)'|'*'|'*})
    (( $#found )) && offer=${found[1]##*'|'}
}

# Offer what an offer says.
_lrcalc_offer() {
    local word
    local -a plain rows suffixes
    local -i files=0 quoted=0 found=1
    for word in ${=1}; do
        case $word in
            "...") ;;
            '"') quoted=1 ;;
            +*) _lrcalc_group ${word#+} ;;
            @*) files=1 suffixes+=(${word#@.}) ;;
            *) plain+=($word) ;;
        esac
    done
    if (( ! quoted )); then
        (( $#plain )) && compadd $behind -V word -a plain && found=0
        (( $#rows )) && _lrcalc_describe $rows && found=0
    elif [[ -n $compstate[quote] && ( $PREFIX == *(=| -)* || -n ${(M)rows:#$PREFIX*} ) ]]; then
        _lrcalc_part
        return
    fi
    suffixes=(${suffixes:#@})
    (( files )) && _files ${suffixes:+-g} ${suffixes:+"*.(${(j:|:)suffixes})"} && found=0
    return found
}

# Complete a part in quotes, which begins with one of the rows, maybe behind a label and an equals sign.
_lrcalc_part() {
    local -a behind=(-S ' ') labels  # a space: zsh closes no quotes behind it
    local text
    compset -q
    text="$words[1,CURRENT]"
    if [[ $text == *=* && ${text%%=*} != *' -'* && $text != 'from '* ]]; then
        labels=(${=text%%=*})
        (( CURRENT -= $#labels - 1 ))
        shift $(( $#labels - 1 )) words
        words[1]=${words[1]#*=}
        (( CURRENT == 1 )) && compset -P '*='
    fi
    if (( CURRENT == 1 )); then
        _lrcalc_describe $rows
    else
        _lrcalc_complete "\" $words[1]"
    fi
}

# Offer the names of rows, each on a line with its title: _describe would take thrice the time.
_lrcalc_describe() {
    local row name title expl
    local -a fields names titles lines
    local -i width
    for row; do
        fields=("${(@s:|:)row}")
        for name in ${=fields[1]}; do
            names+=($name) titles+=("$fields[2]")
            (( $#name > width )) && width=$#name
        done
    done
    for name title in ${names:^titles}; do
        lines+=("${(r:width:)name}  -- $title")
    done
    _wanted -V words expl word compadd -l -d lines $behind -a names
}

# The rows of a group: names, title and, where there is one, the offer for a value.
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

if [[ $funcstack[1] == _lrcalc ]]; then
    _lrcalc "$@"  # loaded from the function path, by its first Tab
else
    compdef _lrcalc lrcalc
fi
"""


def group(name: str, rows: Rows) -> str:
    """Return the case of a group."""
    lines = "".join(_line(row.names, row) for row in rows)
    aliases = "".join(_line(row.aliases, row) for row in rows if row.aliases)
    more = f" others+=(\n{aliases})" if aliases else ""
    return f"        {name}) rows+=(\n{lines}){more} ;;"


def entry(path: str, known: Entry) -> str:
    """Return the case of a command."""
    return (
        f"        {quoted(path)}) groups=({' '.join(known.groups)}) offers=({' '.join(map(quoted, known.offers))}) ;;"
    )


def quoted(text: str) -> str:
    """Return a text in single quotes."""
    return "'" + text.replace("'", r"'\''") + "'"


def script(table: Table, version: str) -> str:
    """Return the script for a version of the program."""
    return filled(SCRIPT, table, version, group, entry)


def _line(names: tuple[str, ...], row: Row) -> str:
    return quoted("|".join([" ".join(names), row.title, *([] if row.offer is None else [row.offer])])) + "\n"

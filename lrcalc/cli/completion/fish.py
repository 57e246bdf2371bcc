"""The script for fish."""

from lrcalc.cli.completion import Entry, Row, Rows, Table, filled

SCRIPT = r"""# fish completion for lrcalc VERSION

# Complete a line of lrcalc VERSION without starting anything; another version is asked.
function _lrcalc_completion
    set -l words (commandline -opc)
    set words[1] (string replace -r '^~/' $HOME/ -- $words[1])
    if _lrcalc_is_known $words[1]
        set -e words[1]
        _lrcalc_complete '' $words (commandline -ct)
    else
        _lrcalc_ask $words[1]
    end
end

# Tell whether a command is lrcalc VERSION: whether that version, and no other, is installed where it is.
function _lrcalc_is_known
    set -l program $argv[1]
    string match -q '*/*' -- $program; or set program (command -s -- $program)
    set program (builtin realpath -- "$program" 2>/dev/null); or return
    set -l found (string replace -r '/[^/]*/[^/]*$' '' -- $program)/lib/python*/*-packages/lrcalc_cli-*.dist-info
    set found (string replace -r '.*/' '' -- $found)
    test "$found" = lrcalc_cli-VERSION.dist-info
end

function _lrcalc_ask
    set -lx _LRCALC_COMPLETE fish_complete
    set -lx COMP_WORDS (commandline -cp)
    set -lx COMP_CWORD (commandline -t)
    for line in ($argv[1] 2>/dev/null)
        set -l fields (string split -m1 , -- $line)
        switch $fields[1]
            case dir
                __fish_complete_directories $fields[2]
            case file
                __fish_complete_path $fields[2]
            case plain
                echo $fields[2]
        end
    end
end

# Complete the last of the words that follow a command.
function _lrcalc_complete
    set -l entry $argv[1]
    set -l text $argv[-1]
    set -l rows
    set -l others
    set -l offers
    set -l offer
    set -l awaited
    set -l ended
    set -l count 1
    set -l words $argv[2..-1]
    set -e words[-1]
    _lrcalc_enter $entry
    for word in $words
        if set -q awaited[1]
            set awaited
        else if set -q ended[1]; or not string match -q -- '-?*' $word
            if _lrcalc_enter (string trim -- "$entry $word")
                set entry (string trim -- "$entry $word")
            else
                set count (math $count + 1)
            end
        else if test "$word" = --
            set ended yes
        else if _lrcalc_value $word
            set awaited yes
        end
    end
    if set -q awaited[1]
        _lrcalc_offer "$offer" '' $text
    else if set -q ended[1]; or not string match -q -- '-*' $text
        if test $count -gt (count $offers); and string match -q -- '...*' $offers[-1]
            set count (count $offers)
        end
        _lrcalc_offer "$offers[$count]" '' $text
    else if string match -q -- '--*=*' $text
        set -l fields (string split -m1 = -- $text)
        _lrcalc_value $fields[1]; and _lrcalc_offer "$offer" "$fields[1]=" $fields[2]
    else
        # In quotes an option is offered with its equals sign, behind which fish closes none.
        string match -q '"*' -- $entry; and set rows (string replace -r '^(--[^|]*)(\|[^|]*\|)' '$1=$2' -- $rows)
        _lrcalc_describe '' $text $rows; or _lrcalc_describe '' $text $others
    end
end

# Go into a command: set the rows of its options and of their aliases, and the offers for its arguments.
function _lrcalc_enter --no-scope-shadowing
    set -l groups
    _lrcalc_entry $argv[1]; or return
    set rows
    set others
    for group in $groups
        _lrcalc_group $group
    end
    return 0
end

# Set the offer for an option's value, if it takes one.
function _lrcalc_value --no-scope-shadowing
    set -l found (string match -- "$argv[1]|*|*" $rows $others); or return
    set offer (string replace -r '.*\|' '' -- $found[1])
end

# Offer, behind a prefix, what goes on from a text.
function _lrcalc_offer --argument-names offer prefix raw
    set -l text (string replace -ar '["\']' '' -- $raw)
    set -l rows
    set -l suffixes
    set -l files
    set -l quoted
    for word in (string split -n ' ' -- $offer)
        switch $word
            case '...'
            case '"'
                set quoted yes
            case '+*'
                _lrcalc_group (string sub -s 2 -- $word)
            case '@*'
                set files yes
                set -a suffixes (string match -r '\..*' -- $word)
            case '*'
                set -a rows $word
        end
    end
    if not set -q quoted[1]
        _lrcalc_describe $prefix $text $rows
    else if string match -qr '^["\']' -- $raw
        _lrcalc_part (string sub -s 2 -- $raw) $rows; and return
    end
    set -q files[1]; and not string match -qr '^["\'].* -' -- $raw; and _lrcalc_files $prefix $raw $suffixes
end

# Complete a part in quotes, which begins with one of the rows, maybe behind a label and an equals sign.
function _lrcalc_part
    set -l text $argv[1]
    set -l label (string match -r '^[^=]*=' -- $text)
    if test -z "$label"; or string match -q -- '* -*' $label; or string match -q -- 'from *' $label
        set label ''
    end
    set text (string sub -s (math (string length -- $label) + 1) -- $text)
    set -l head (string match -r '^.*\s' -- $text; or echo)
    set -l tail (string sub -s (math (string length -- $head) + 1) -- $text)
    set -l found
    if test -n "$head"
        set -l words (string split -n ' ' -- $head)
        set found (_lrcalc_complete "\" $words[1]" $words[2..-1] $tail)
    else
        set found (_lrcalc_describe '' $text $argv[2..-1])
    end
    if test (count $found) -eq 1; and not string match -qr '^[^\t]*=(\t|$)' -- $found
        # Fish would close the quotes behind an only match.
        set -l fields (string split -m1 \t -- $found)
        set found "$fields[1] "\t"$fields[2]" "$fields[1] ..."
    end
    test -n "$found"; and printf '%s\n' $label$head$found
end

# Offer, behind a prefix, the files that go on from a text, and folders: if there are any, those with some suffixes.
function _lrcalc_files --argument-names prefix text
    set -l found (complete -C "'' $text")
    if set -q argv[3]
        set -l suffixes (string join '|' -- (string escape --style=regex -- $argv[3..-1]))
        set -l wanted (string match -r -- '^.*(?:'$suffixes')(?:\t.*)?$' $found)
        set -q wanted[1]; and set found $wanted (string match -r -- '^.*/(?:\t.*)?$' $found)
    end
    set -q found[1]; and printf '%s\n' $prefix$found
end

# Offer, behind a prefix, those of some rows that begin with a text, with their titles.
function _lrcalc_describe --argument-names prefix text
    set -l found (string match -- "$text*" $argv[3..-1]); or return
    printf '%s\n' $prefix(string replace -r '\|([^|]*).*' '\t$1' -- $found)
end

# The rows of a group: name, title and, where there is one, the offer for a value.
function _lrcalc_group --no-scope-shadowing
    switch $argv[1]
GROUPS
    end
end

# The groups of options of a command, and the offers for its arguments.
function _lrcalc_entry --no-scope-shadowing
    switch $argv[1]
ENTRIES
        case '*'
            return 1
    end
    return 0  # to set a variable leaves the status as it was
end

complete --command lrcalc --no-files --keep-order --arguments '(_lrcalc_completion)'
"""


def group(name: str, rows: Rows) -> str:
    """Return the case of a group."""
    named = [_line(name, row) for row in rows for name in row.names]
    aliases = [_line(name, row) for row in rows for name in row.aliases]
    more = f"\n            set -a others {' '.join(aliases)}" if aliases else ""
    return f"        case {name}\n            set -a rows {' '.join(named)}{more}"


def entry(path: str, known: Entry) -> str:
    """Return the case of a command."""
    offers = " ".join(map(quoted, known.offers))
    return f"        case {quoted(path)}\n            set groups {' '.join(known.groups)}; set offers {offers}"


def quoted(text: str) -> str:
    """Return a text in single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", r"\'") + "'"


def script(table: Table, version: str) -> str:
    """Return the script for a version of the program."""
    return filled(SCRIPT, table, version, group, entry)


def _line(name: str, row: Row) -> str:
    return quoted("|".join([name, row.title, *([] if row.offer is None else [row.offer])]))

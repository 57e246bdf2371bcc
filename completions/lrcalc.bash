# bash completion for lrcalc 0.1.0

# Complete a line of lrcalc 0.1.0 without starting anything; another version is asked.
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

# Tell whether a command is lrcalc 0.1.0: whether that version, and no other, is installed where it is.
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
    [[ ${found[*]##*/} == lrcalc_cli-0.1.0.dist-info ]]
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
        strategies) rows+='
 step 
 cosine 
 polynomial 
 exponential 
 multistep 
 piecewise 
 linear 
 constant 
 cosine-restarts 
 one-cycle 
 cyclic 
 wsd 
 inverse-time 
 inverse-sqrt 
 noam 
 tanh 
' ;;
        tools) rows+='
 formula 
 sequence 
 product 
 compare 
 from 
 show 
 fit 
 steps 
 gradient 
 solve 
 examples 
 completion 
 help 
' ;;
        color) rows+='
 --color |auto always never
' ;;
        version) rows+='
 -V --version 
' ;;
        help) rows+='
 -h --help 
' ;;
        step) rows+='
 --lr |
 --rate |
 --every |
 --smooth 
 --lr-min |
' others+='
 --learning-rate --initial-lr --base-lr |
 --gamma --decay-rate |
 --step-size --decay-steps |
 --min-lr --eta-min |
' ;;
        warm-up) rows+='
 --warmup |
 --warmup-lr |
' others+='
 --warmup-steps --warmup-epochs |
' ;;
        window) rows+='
 -n --epochs |
 --start |
 --count-from |
 --at |
 --steps-per-epoch |
 --hold 
 --summary 
 --clock |epoch step
' ;;
        run) rows+='
 --samples |
 --batch-size |
 --devices |
 --accumulate |
 --drop-last 
 --scale-lr |linear sqrt
 --base-batch |
' others+='
 --num-samples |
 --batch --per-device-batch-size |
 --gpus --num-gpus |
 --gradient-accumulation-steps --accum |
' ;;
        output) rows+='
 -f --format |table csv tsv json jsonl markdown latex work plot svg html torch keras optax transformers timm paddle mmengine
 --csv 
 --json 
 -o --output |@
 --digits |
 --pretty 
 --log --linear 
 --title |
 --caption --no-caption 
 --size |
 --height |
 --color |auto always never
 -V --version 
' ;;
        cosine) rows+='
 --lr |
 --lr-min |
 --t-max |
 --periodic 
 --exponent |
 --k-decay |
' others+='
 --learning-rate --initial-lr --base-lr --lr-max --max-lr --peak-lr |
 --min-lr --eta-min --end-lr --final-lr |
 --total --total-steps --total-epochs |
' ;;
        polynomial) rows+='
 --lr |
 --max-epochs |
 --power |
 --lr-end |
 --cycle 
 --k-decay |
' others+='
 --learning-rate --initial-lr --base-lr |
 --total-iters --decay-steps --total --total-steps --total-epochs |
 --end-lr --final-lr --lr-min --min-lr |
' ;;
        exponential) rows+='
 --lr |
 --rate |
 --every |
 --lr-min |
' others+='
 --learning-rate --initial-lr --base-lr |
 --gamma --decay-rate |
 --decay-steps |
 --min-lr --eta-min |
' ;;
        multistep) rows+='
 --lr |
 --rate |
 --milestones |
 --lr-min |
' others+='
 --learning-rate --initial-lr --base-lr |
 --gamma --decay-rate |
 --min-lr --eta-min |
' ;;
        piecewise) rows+='
 --values |
 --boundaries |
' ;;
        linear) rows+='
 --lr |
 --lr-end |
 --over |
' others+='
 --learning-rate --initial-lr --base-lr |
 --end-lr --final-lr --lr-min --min-lr |
 --total-iters --decay-steps --total --total-steps --total-epochs |
' ;;
        constant) rows+='
 --lr |
 --factor |
 --until |
' others+='
 --learning-rate --initial-lr --base-lr |
 --total-iters |
' ;;
        cosine-restarts) rows+='
 --lr |
 --lr-min |
 --t-0 |
 --t-mult |
 --decay |
 --above-floor 
 --cycles |
' others+='
 --learning-rate --initial-lr --base-lr --lr-max --max-lr --peak-lr |
 --min-lr --eta-min --end-lr --final-lr |
' ;;
        one-cycle) rows+='
 --lr-max |
 --total |
 --pct-start |
 --div |
 --final-div |
 --anneal |cos linear
 --three-phase 
' others+='
 --max-lr --peak-lr |
 --total-steps --total-epochs |
 --div-factor |
 --final-div-factor |
 --anneal-strategy |cos linear
' ;;
        cyclic) rows+='
 --lr |
 --lr-max |
 --up |
 --down |
 --mode |triangular triangular2 exp-range
 --rate |
' others+='
 --base-lr --min-lr |
 --max-lr --peak-lr |
 --step-size-up |
 --step-size-down |
 --gamma |
' ;;
        wsd) rows+='
 --lr |
 --stable |
 --total |
 --decay |
 --lr-min |
 --shape |linear cosine 1-sqrt power exp
 --power |
 --ratio |
' others+='
 --learning-rate --initial-lr --base-lr --lr-max --max-lr --peak-lr |
 --total-steps --total-epochs |
 --min-lr --eta-min --end-lr --final-lr |
' ;;
        inverse-time) rows+='
 --lr |
 --rate |
 --every |
 --staircase 
 --lr-min |
' others+='
 --learning-rate --initial-lr --base-lr |
 --gamma --decay-rate |
 --decay-steps |
 --min-lr --eta-min |
' ;;
        inverse-sqrt) rows+='
 --lr |
 --timescale |
 --lr-min |
 --power |
' others+='
 --learning-rate --initial-lr --base-lr |
 --min-lr --eta-min |
' ;;
        noam) rows+='
 --d-model |
 --warmup-steps |
 --scale |
' others+='
 --warmup --warmup-epochs |
' ;;
        tanh) rows+='
 --lr |
 --lr-min |
 --t-max |
 --lower |
 --upper |
' others+='
 --learning-rate --initial-lr --base-lr --lr-max --max-lr --peak-lr |
 --min-lr --eta-min --end-lr --final-lr |
 --total --total-steps --total-epochs |
' ;;
        formula) rows+='
 --set |
 --variable |
' ;;
        sequence) rows+='
 --switch |
' ;;
        words) rows+='
 gradient 
 from 
' ;;
        comparison) rows+='
 --diff 
 --column |
 --x |
' ;;
        gradient) rows+='
 --layers |
 --activation |sigmoid tanh relu leaky-relu elu softplus gelu silu linear
 --weight |
 --mean |
 --std |
 --factor |
 --slope |
 --clip |
 --batch-norm 
 --residual 
 --below |
' ;;
        frameworks) rows+='
 --lr |
 --set |
 --pick |
 --variable |
' others+='
 --learning-rate --initial-lr --base-lr |
' ;;
        from-words) rows+='
 torch 
 keras 
 optax 
 transformers 
 timm 
 paddle 
 mmengine 
 axolotl 
 fairseq 
 deepspeed 
 gpt-neox 
 megatron 
 python 
' ;;
        saved) rows+='
 --bare 
' ;;
        log) rows+='
 --column |
 --x |
' ;;
        search) rows+='
 --strategy |step cosine polynomial exponential multistep piecewise linear constant cosine-restarts one-cycle cyclic wsd inverse-time inverse-sqrt noam tanh
' ;;
        steps-run) rows+='
 --samples |
 --batch-size |
 --devices |
 --accumulate |
 --epochs |
 --steps |
 --drop-last 
 --warmup |
 --tokens-per-sample |
' others+='
 --num-samples |
 --batch --per-device-batch-size |
 --gpus --num-gpus |
 --gradient-accumulation-steps --accum |
 --num-epochs |
 --max-steps |
' ;;
        others) rows+='
 formula 
 gradient 
' ;;
        question) rows+='
 --target |
 --below |
 --above |
 --after |
 --epoch |
' ;;
        solve-step-run) rows+='
 --epochs |
 --samples |
 --batch-size |
 --devices |
 --accumulate |
 --drop-last 
 --scale-lr |linear sqrt
 --base-batch |
' others+='
 --num-samples |
 --batch --per-device-batch-size |
 --gpus --num-gpus |
 --gradient-accumulation-steps --accum |
' ;;
        for) rows+='
 --for |lr rate every smooth lr-min warmup warmup-lr epoch
' ;;
        solve-cosine-for) rows+='
 --for |lr lr-min t-max periodic exponent k-decay warmup warmup-lr epoch
' ;;
        solve-polynomial-for) rows+='
 --for |lr max-epochs power lr-end cycle k-decay warmup warmup-lr epoch
' ;;
        solve-exponential-for) rows+='
 --for |lr rate every lr-min warmup warmup-lr epoch
' ;;
        solve-multistep-for) rows+='
 --for |lr rate milestones lr-min warmup warmup-lr epoch
' ;;
        solve-piecewise-for) rows+='
 --for |values boundaries warmup warmup-lr epoch
' ;;
        solve-linear-for) rows+='
 --for |lr lr-end over warmup warmup-lr epoch
' ;;
        solve-constant-for) rows+='
 --for |lr factor until warmup warmup-lr epoch
' ;;
        solve-cosine-restarts-for) rows+='
 --for |lr lr-min t-0 t-mult decay above-floor cycles warmup warmup-lr epoch
' ;;
        solve-one-cycle-for) rows+='
 --for |lr-max total pct-start div final-div anneal three-phase epoch
' ;;
        solve-cyclic-for) rows+='
 --for |lr lr-max up down mode rate warmup warmup-lr epoch
' ;;
        solve-wsd-for) rows+='
 --for |lr stable total decay lr-min shape power ratio warmup warmup-lr epoch
' ;;
        solve-inverse-time-for) rows+='
 --for |lr rate every staircase lr-min warmup warmup-lr epoch
' ;;
        solve-inverse-sqrt-for) rows+='
 --for |lr timescale lr-min power warmup warmup-lr epoch
' ;;
        solve-noam-for) rows+='
 --for |d-model warmup-steps scale epoch
' ;;
        solve-tanh-for) rows+='
 --for |lr lr-min t-max lower upper warmup warmup-lr epoch
' ;;
        solve-formula-question) rows+='
 --target |
 --below |
 --above |
 --after |
 --epoch |
 --set |
' ;;
        solve-gradient-question) rows+='
 --target |
 --for |layers weight mean std factor
' ;;
        solve-gradient) rows+='
 --layers |
 --activation |sigmoid tanh relu leaky-relu elu softplus gelu silu linear
 --weight |
 --mean |
 --std |
 --factor |
 --slope |
 --clip |
 --batch-norm 
 --residual 
' ;;
        help-words) rows+='
 window 
 run 
 output 
 man 
' ;;
    esac
}

# The groups of options of a command, and the offers for its arguments.
_lrcalc_entry() {
    case $1 in
        '') groups='color version help' offers=('+strategies +tools') ;;
        'step') groups='step warm-up window run output help' offers=() ;;
        'cosine') groups='cosine warm-up window run output help' offers=() ;;
        'polynomial') groups='polynomial warm-up window run output help' offers=() ;;
        'exponential') groups='exponential warm-up window run output help' offers=() ;;
        'multistep') groups='multistep warm-up window run output help' offers=() ;;
        'piecewise') groups='piecewise warm-up window run output help' offers=() ;;
        'linear') groups='linear warm-up window run output help' offers=() ;;
        'constant') groups='constant warm-up window run output help' offers=() ;;
        'cosine-restarts') groups='cosine-restarts warm-up window run output help' offers=() ;;
        'one-cycle') groups='one-cycle window run output help' offers=() ;;
        'cyclic') groups='cyclic warm-up window run output help' offers=() ;;
        'wsd') groups='wsd warm-up window run output help' offers=() ;;
        'inverse-time') groups='inverse-time warm-up window run output help' offers=() ;;
        'inverse-sqrt') groups='inverse-sqrt warm-up window run output help' offers=() ;;
        'noam') groups='noam window run output help' offers=() ;;
        'tanh') groups='tanh warm-up window run output help' offers=() ;;
        'formula') groups='formula window run output help' offers=('') ;;
        'sequence') groups='sequence window run output help' offers=('... " +strategies') ;;
        '" step') groups='step warm-up' offers=() ;;
        '" cosine') groups='cosine warm-up' offers=() ;;
        '" polynomial') groups='polynomial warm-up' offers=() ;;
        '" exponential') groups='exponential warm-up' offers=() ;;
        '" multistep') groups='multistep warm-up' offers=() ;;
        '" piecewise') groups='piecewise warm-up' offers=() ;;
        '" linear') groups='linear warm-up' offers=() ;;
        '" constant') groups='constant warm-up' offers=() ;;
        '" cosine-restarts') groups='cosine-restarts warm-up' offers=() ;;
        '" one-cycle') groups='one-cycle' offers=() ;;
        '" cyclic') groups='cyclic warm-up' offers=() ;;
        '" wsd') groups='wsd warm-up' offers=() ;;
        '" inverse-time') groups='inverse-time warm-up' offers=() ;;
        '" inverse-sqrt') groups='inverse-sqrt warm-up' offers=() ;;
        '" noam') groups='noam' offers=() ;;
        '" tanh') groups='tanh warm-up' offers=() ;;
        'product') groups='window run output help' offers=('... " +strategies') ;;
        'compare') groups='comparison window run output help' offers=('... " +strategies +words @.json @.jsonl @.csv @.tsv') ;;
        '" gradient') groups='gradient' offers=() ;;
        '" from') groups='frameworks window run output' offers=() ;;
        'from') groups='frameworks window run output help' offers=('+from-words @.py @.ipynb @.yaml @.yml @.json @.sh' '@.py @.ipynb @.yaml @.yml @.json @.sh' '') ;;
        'show') groups='saved log window output help' offers=('... @.json @.jsonl @.csv @.tsv') ;;
        'fit') groups='search log output help' offers=('... @.json @.jsonl @.csv @.tsv') ;;
        'steps') groups='steps-run output help' offers=() ;;
        'gradient') groups='gradient output help' offers=() ;;
        'help solve') groups='' offers=('+strategies +others') ;;
        'solve') groups='version help' offers=('+strategies +others') ;;
        'solve step') groups='question step warm-up solve-step-run output for help' offers=() ;;
        'solve cosine') groups='question cosine warm-up solve-step-run output solve-cosine-for help' offers=() ;;
        'solve polynomial') groups='question polynomial warm-up solve-step-run output solve-polynomial-for help' offers=() ;;
        'solve exponential') groups='question exponential warm-up solve-step-run output solve-exponential-for help' offers=() ;;
        'solve multistep') groups='question multistep warm-up solve-step-run output solve-multistep-for help' offers=() ;;
        'solve piecewise') groups='question piecewise warm-up solve-step-run output solve-piecewise-for help' offers=() ;;
        'solve linear') groups='question linear warm-up solve-step-run output solve-linear-for help' offers=() ;;
        'solve constant') groups='question constant warm-up solve-step-run output solve-constant-for help' offers=() ;;
        'solve cosine-restarts') groups='question cosine-restarts warm-up solve-step-run output solve-cosine-restarts-for help' offers=() ;;
        'solve one-cycle') groups='question one-cycle solve-step-run output solve-one-cycle-for help' offers=() ;;
        'solve cyclic') groups='question cyclic warm-up solve-step-run output solve-cyclic-for help' offers=() ;;
        'solve wsd') groups='question wsd warm-up solve-step-run output solve-wsd-for help' offers=() ;;
        'solve inverse-time') groups='question inverse-time warm-up solve-step-run output solve-inverse-time-for help' offers=() ;;
        'solve inverse-sqrt') groups='question inverse-sqrt warm-up solve-step-run output solve-inverse-sqrt-for help' offers=() ;;
        'solve noam') groups='question noam solve-step-run output solve-noam-for help' offers=() ;;
        'solve tanh') groups='question tanh warm-up solve-step-run output solve-tanh-for help' offers=() ;;
        'solve formula') groups='solve-formula-question output help' offers=('') ;;
        'solve gradient') groups='solve-gradient-question solve-gradient output help' offers=() ;;
        'examples') groups='output help' offers=('... step cosine polynomial exponential gradient') ;;
        'completion') groups='version help' offers=('bash zsh fish') ;;
        'help') groups='version help' offers=('+strategies +tools +help-words' '') ;;
        *) return 1 ;;
    esac
}

# Only bash 4.4 and later can keep the order of the words.
if _lrcalc_is_modern; then
    complete -o nosort -F _lrcalc_completion lrcalc
else
    complete -o default -F _lrcalc_completion lrcalc
fi

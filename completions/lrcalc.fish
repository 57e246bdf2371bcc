# fish completion for lrcalc 0.1.0

# Complete a line of lrcalc 0.1.0 without starting anything; another version is asked.
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

# Tell whether a command is lrcalc 0.1.0: whether that version, and no other, is installed where it is.
function _lrcalc_is_known
    set -l program $argv[1]
    string match -q '*/*' -- $program; or set program (command -s -- $program)
    set program (builtin realpath -- "$program" 2>/dev/null); or return
    set -l found (string replace -r '/[^/]*/[^/]*$' '' -- $program)/lib/python*/*-packages/lrcalc_cli-*.dist-info
    set found (string replace -r '.*/' '' -- $found)
    test "$found" = lrcalc_cli-0.1.0.dist-info
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
        case strategies
            set -a rows 'step|Step decay (阶梯衰减): a factor every few epochs' 'cosine|Cosine annealing (余弦退火): half a cosine wave' 'polynomial|Polynomial decay (多项式衰减): a power of the time left' 'exponential|Exponential decay (指数衰减): a factor every epoch' 'multistep|Drops at milestones' 'piecewise|Constant pieces of any height' 'linear|A straight line, down or up' 'constant|The same rate at every epoch' 'cosine-restarts|Cosine annealing with warm restarts (SGDR)' 'one-cycle|The one-cycle policy: up, then far down' 'cyclic|Triangles between two rates' 'wsd|Stable, then decay (WSD, with a warm-up)' 'inverse-time|Inverse-time decay: 1 / t' 'inverse-sqrt|Inverse square root: 1 / √t' 'noam|The Transformer\'s warm-up and inverse square root' 'tanh|Hyperbolic-tangent decay'
        case tools
            set -a rows 'formula|A formula of your own' 'sequence|Schedules one after another' 'product|Schedules multiplied' 'compare|Curves side by side' 'from|Code of a training script, as a curve or in another framework' 'show|Curves saved as JSON, and logs of training runs' 'fit|The schedule behind a log' 'steps|The updates of a run: samples, batch, devices, epochs' 'gradient|How gradients vanish (梯度弥散), layer by layer' 'solve|The missing number of an exercise' 'examples|The article\'s worked exercises' 'completion|Tab completion for bash, zsh and fish' 'help|Help of a command, or of the options that commands share'
        case color
            set -a rows '--color|Colour on a terminal, always or never; NO_COLOR and FORCE_COLOR are honoured|auto always never'
        case version
            set -a rows '-V|Show the version and exit' '--version|Show the version and exit'
        case help
            set -a rows '-h|Show this message and exit' '--help|Show this message and exit'
        case step
            set -a rows '--lr|Initial learning rate|' '--rate|Factor at each drop|' '--every|Epochs between drops|' '--smooth|Decay continuously: the formula without rounding down' '--lr-min|Floor: the rate never falls below it|'
            set -a others '--learning-rate|Initial learning rate|' '--initial-lr|Initial learning rate|' '--base-lr|Initial learning rate|' '--gamma|Factor at each drop|' '--decay-rate|Factor at each drop|' '--step-size|Epochs between drops|' '--decay-steps|Epochs between drops|' '--min-lr|Floor: the rate never falls below it|' '--eta-min|Floor: the rate never falls below it|'
        case warm-up
            set -a rows '--warmup|Epochs of a linear ramp at the beginning|' '--warmup-lr|Learning rate at which the ramp starts|'
            set -a others '--warmup-steps|Epochs of a linear ramp at the beginning|' '--warmup-epochs|Epochs of a linear ramp at the beginning|'
        case window
            set -a rows '-n|Number of epochs to list|' '--epochs|Number of epochs to list|' '--start|First epoch to list; it moves the window, not the curve|' '--count-from|What the first epoch is called; textbooks call it 1|' '--at|List exactly these epochs: 10,20,30 or 2.5, a range with its end 0:50:10, or end|' '--steps-per-epoch|List steps, this many per epoch; --at then takes steps|' '--hold|Hold each epoch\'s first rate for all its steps' '--summary|Add the rows\' mean, sum, smallest and largest rate with their epochs, and last' '--clock|What the schedule counts|epoch step'
        case run
            set -a rows '--samples|Samples of the training set|' '--batch-size|Samples per batch on each device|' '--devices|Devices that share the samples|' '--accumulate|Batches that are accumulated for an update|' '--drop-last|Leave out an epoch\'s last batch if it is not full' '--scale-lr|Scale the learning rate by this run\'s batch against --base-batch|linear sqrt' '--base-batch|Batch that the rate is for|'
            set -a others '--num-samples|Samples of the training set|' '--batch|Samples per batch on each device|' '--per-device-batch-size|Samples per batch on each device|' '--gpus|Devices that share the samples|' '--num-gpus|Devices that share the samples|' '--gradient-accumulation-steps|Batches that are accumulated for an update|' '--accum|Batches that are accumulated for an update|'
        case output
            set -a rows '-f|table, csv, tsv, json, jsonl, markdown, latex, work, plot, svg, html, torch, keras, optax, transformers, timm, paddle or mmengine|table csv tsv json jsonl markdown latex work plot svg html torch keras optax transformers timm paddle mmengine' '--format|table, csv, tsv, json, jsonl, markdown, latex, work, plot, svg, html, torch, keras, optax, transformers, timm, paddle or mmengine|table csv tsv json jsonl markdown latex work plot svg html torch keras optax transformers timm paddle mmengine' '--csv|Short for --format csv' '--json|Short for --format json' '-o|Write to a file, atomically: after an error the old file is intact|@' '--output|Write to a file, atomically: after an error the old file is intact|@' '--digits|Significant digits where people read; csv, json and jsonl never round|' '--pretty|Write json with a line for each row, for version control' '--log|Scale of a picture\'s value axis' '--linear|Scale of a picture\'s value axis' '--title|Title of a picture, instead of the formula|' '--caption|Write the formula and the parameters above a picture' '--no-caption|Write the formula and the parameters above a picture' '--size|Width and height of svg and html, such as 640x360|' '--height|Lines of a plot in the terminal|' '--color|Colour on a terminal, always or never; NO_COLOR and FORCE_COLOR are honoured|auto always never' '-V|Show the version and exit' '--version|Show the version and exit'
        case cosine
            set -a rows '--lr|Initial and highest learning rate|' '--lr-min|Lowest learning rate|' '--t-max|Epoch of the lowest rate|' '--periodic|Let the wave rise again past t_max, as PyTorch does' '--exponent|Exponent on the half-wave, as in Optax|' '--k-decay|Exponent on the elapsed fraction (timm\'s k_decay)|'
            set -a others '--learning-rate|Initial and highest learning rate|' '--initial-lr|Initial and highest learning rate|' '--base-lr|Initial and highest learning rate|' '--lr-max|Initial and highest learning rate|' '--max-lr|Initial and highest learning rate|' '--peak-lr|Initial and highest learning rate|' '--min-lr|Lowest learning rate|' '--eta-min|Lowest learning rate|' '--end-lr|Lowest learning rate|' '--final-lr|Lowest learning rate|' '--total|Epoch of the lowest rate|' '--total-steps|Epoch of the lowest rate|' '--total-epochs|Epoch of the lowest rate|'
        case polynomial
            set -a rows '--lr|Initial learning rate|' '--max-epochs|Epoch at which lr_end is reached|' '--power|Exponent; 1 is a straight line|' '--lr-end|Final learning rate|' '--cycle|Stretch max_epochs to its next multiple instead of stopping there' '--k-decay|Exponent on the elapsed fraction (timm\'s k_decay)|'
            set -a others '--learning-rate|Initial learning rate|' '--initial-lr|Initial learning rate|' '--base-lr|Initial learning rate|' '--total-iters|Epoch at which lr_end is reached|' '--decay-steps|Epoch at which lr_end is reached|' '--total|Epoch at which lr_end is reached|' '--total-steps|Epoch at which lr_end is reached|' '--total-epochs|Epoch at which lr_end is reached|' '--end-lr|Final learning rate|' '--final-lr|Final learning rate|' '--lr-min|Final learning rate|' '--min-lr|Final learning rate|'
        case exponential
            set -a rows '--lr|Initial learning rate|' '--rate|Factor per epoch, or per interval|' '--every|Epochs over which the factor is spread|' '--lr-min|Floor: the rate never falls below it|'
            set -a others '--learning-rate|Initial learning rate|' '--initial-lr|Initial learning rate|' '--base-lr|Initial learning rate|' '--gamma|Factor per epoch, or per interval|' '--decay-rate|Factor per epoch, or per interval|' '--decay-steps|Epochs over which the factor is spread|' '--min-lr|Floor: the rate never falls below it|' '--eta-min|Floor: the rate never falls below it|'
        case multistep
            set -a rows '--lr|Initial learning rate|' '--rate|Factor at each milestone|' '--milestones|Epochs at which the rate drops|' '--lr-min|Floor: the rate never falls below it|'
            set -a others '--learning-rate|Initial learning rate|' '--initial-lr|Initial learning rate|' '--base-lr|Initial learning rate|' '--gamma|Factor at each milestone|' '--decay-rate|Factor at each milestone|' '--min-lr|Floor: the rate never falls below it|' '--eta-min|Floor: the rate never falls below it|'
        case piecewise
            set -a rows '--values|Learning rates, one more than there are boundaries|' '--boundaries|Epochs at which the next value begins|'
        case linear
            set -a rows '--lr|Initial learning rate|' '--lr-end|Final learning rate|' '--over|Epoch at which lr_end is reached|'
            set -a others '--learning-rate|Initial learning rate|' '--initial-lr|Initial learning rate|' '--base-lr|Initial learning rate|' '--end-lr|Final learning rate|' '--final-lr|Final learning rate|' '--lr-min|Final learning rate|' '--min-lr|Final learning rate|' '--total-iters|Epoch at which lr_end is reached|' '--decay-steps|Epoch at which lr_end is reached|' '--total|Epoch at which lr_end is reached|' '--total-steps|Epoch at which lr_end is reached|' '--total-epochs|Epoch at which lr_end is reached|'
        case constant
            set -a rows '--lr|The learning rate|' '--factor|Factor on the rate before until|' '--until|Epoch from which the factor is gone|'
            set -a others '--learning-rate|The learning rate|' '--initial-lr|The learning rate|' '--base-lr|The learning rate|' '--total-iters|Epoch from which the factor is gone|'
        case cosine-restarts
            set -a rows '--lr|Learning rate at the first peak|' '--lr-min|Lowest learning rate|' '--t-0|Length of the first cycle|' '--t-mult|Factor on the length from one cycle to the next|' '--decay|Factor on the peak from one cycle to the next|' '--above-floor|Let decay scale only the part above lr_min, as Keras does' '--cycles|Number of cycles (default: no end)|'
            set -a others '--learning-rate|Learning rate at the first peak|' '--initial-lr|Learning rate at the first peak|' '--base-lr|Learning rate at the first peak|' '--lr-max|Learning rate at the first peak|' '--max-lr|Learning rate at the first peak|' '--peak-lr|Learning rate at the first peak|' '--min-lr|Lowest learning rate|' '--eta-min|Lowest learning rate|' '--end-lr|Lowest learning rate|' '--final-lr|Lowest learning rate|'
        case one-cycle
            set -a rows '--lr-max|Highest learning rate|' '--total|Total number of steps|' '--pct-start|Fraction of the steps spent increasing the rate|' '--div|The initial rate is lr_max / div|' '--final-div|The final rate is the initial one / final_div|' '--anneal|Shape of the phases|cos linear' '--three-phase|Three phases: up, symmetrically down, then anneal'
            set -a others '--max-lr|Highest learning rate|' '--peak-lr|Highest learning rate|' '--total-steps|Total number of steps|' '--total-epochs|Total number of steps|' '--div-factor|The initial rate is lr_max / div|' '--final-div-factor|The final rate is the initial one / final_div|' '--anneal-strategy|Shape of the phases|cos linear'
        case cyclic
            set -a rows '--lr|Lowest learning rate|' '--lr-max|Highest learning rate|' '--up|Epochs of the rising half|' '--down|Epochs of the falling half (default: the same as up)|' '--mode|How the amplitude changes from cycle to cycle|triangular triangular2 exp-range' '--rate|Factor per epoch in mode exp-range|'
            set -a others '--base-lr|Lowest learning rate|' '--min-lr|Lowest learning rate|' '--max-lr|Highest learning rate|' '--peak-lr|Highest learning rate|' '--step-size-up|Epochs of the rising half|' '--step-size-down|Epochs of the falling half (default: the same as up)|' '--gamma|Factor per epoch in mode exp-range|'
        case wsd
            set -a rows '--lr|Learning rate of the stable phase|' '--stable|Length of the stable phase|' '--total|Epoch at which the decay ends (instead of stable)|' '--decay|Length of the decay|' '--lr-min|Lowest learning rate|' '--shape|Shape of the decay|linear cosine 1-sqrt power exp' '--power|Exponent of the shape power|' '--ratio|Ratio at which the shape exp is cut off and rescaled to 0|'
            set -a others '--learning-rate|Learning rate of the stable phase|' '--initial-lr|Learning rate of the stable phase|' '--base-lr|Learning rate of the stable phase|' '--lr-max|Learning rate of the stable phase|' '--max-lr|Learning rate of the stable phase|' '--peak-lr|Learning rate of the stable phase|' '--total-steps|Epoch at which the decay ends (instead of stable)|' '--total-epochs|Epoch at which the decay ends (instead of stable)|' '--min-lr|Lowest learning rate|' '--eta-min|Lowest learning rate|' '--end-lr|Lowest learning rate|' '--final-lr|Lowest learning rate|'
        case inverse-time
            set -a rows '--lr|Initial learning rate|' '--rate|Increase of the divisor per period|' '--every|Length of a period|' '--staircase|Increase only at the end of each period' '--lr-min|Floor: the rate never falls below it|'
            set -a others '--learning-rate|Initial learning rate|' '--initial-lr|Initial learning rate|' '--base-lr|Initial learning rate|' '--gamma|Increase of the divisor per period|' '--decay-rate|Increase of the divisor per period|' '--decay-steps|Length of a period|' '--min-lr|Floor: the rate never falls below it|' '--eta-min|Floor: the rate never falls below it|'
        case inverse-sqrt
            set -a rows '--lr|Initial learning rate|' '--timescale|Time constant; the rate is halved after three of them|' '--lr-min|Floor: the rate never falls below it|' '--power|Exponent of the decay (timm\'s stable_power)|'
            set -a others '--learning-rate|Initial learning rate|' '--initial-lr|Initial learning rate|' '--base-lr|Initial learning rate|' '--min-lr|Floor: the rate never falls below it|' '--eta-min|Floor: the rate never falls below it|'
        case noam
            set -a rows '--d-model|Width of the model|' '--warmup-steps|Steps until the peak|' '--scale|Factor on the whole curve|'
            set -a others '--warmup|Steps until the peak|' '--warmup-epochs|Steps until the peak|'
        case tanh
            set -a rows '--lr|Initial learning rate (exact in the limit of a very negative lower)|' '--lr-min|Lowest learning rate|' '--t-max|Epoch at which lr_min is reached|' '--lower|Argument of tanh at the start|' '--upper|Argument of tanh at the end|'
            set -a others '--learning-rate|Initial learning rate (exact in the limit of a very negative lower)|' '--initial-lr|Initial learning rate (exact in the limit of a very negative lower)|' '--base-lr|Initial learning rate (exact in the limit of a very negative lower)|' '--lr-max|Initial learning rate (exact in the limit of a very negative lower)|' '--max-lr|Initial learning rate (exact in the limit of a very negative lower)|' '--peak-lr|Initial learning rate (exact in the limit of a very negative lower)|' '--min-lr|Lowest learning rate|' '--eta-min|Lowest learning rate|' '--end-lr|Lowest learning rate|' '--final-lr|Lowest learning rate|' '--total|Epoch at which lr_min is reached|' '--total-steps|Epoch at which lr_min is reached|' '--total-epochs|Epoch at which lr_min is reached|'
        case formula
            set -a rows '--set|Number of a name in the formula|' '--variable|What the formula calls its time|'
        case sequence
            set -a rows '--switch|Epochs at which the next part begins|'
        case words
            set -a rows 'gradient|How gradients vanish (梯度弥散), layer by layer' 'from|Code of a training script, as a curve or in another framework'
        case comparison
            set -a rows '--diff|Add columns with the difference of the second curve from the first, absolute and relative' '--column|Column of a log with the learning rate; may be repeated|' '--x|Column of a log with its steps or epochs|'
        case gradient
            set -a rows '--layers|Depth of the network|' '--activation|Activation; at 0, relu\'s derivative is 0 and leaky-relu\'s its slope, as in the frameworks|sigmoid tanh relu leaky-relu elu softplus gelu silu linear' '--weight|Weight by which each factor is multiplied|' '--mean|Mean of the pre-activations; a sigmoid saturates far from 0 (default: 0, but 1 for relu and leaky-relu without std)|' '--std|Standard deviation of the pre-activations|' '--factor|The factor itself, instead of an activation|' '--slope|Slope of leaky-relu below 0|' '--clip|Clip the gradient\'s magnitude to this|' '--batch-norm|Batch normalisation: pre-activations of mean 0 and standard deviation 1' '--residual|Residual connections: each factor becomes 1 + factor' '--below|The gradient has vanished when it is below this|'
        case frameworks
            set -a rows '--lr|The learning rate|' '--set|Value of a name as it stands in the code|' '--pick|The schedule to read, of several: its name or line|' '--variable|The argument of a function that counts|'
            set -a others '--learning-rate|The learning rate|' '--initial-lr|The learning rate|' '--base-lr|The learning rate|'
        case from-words
            set -a rows 'torch|PyTorch\'s torch.optim.lr_scheduler' 'keras|Keras\' keras.optimizers.schedules' 'optax|Optax, for JAX' 'transformers|Hugging Face Transformers' 'timm|timm.scheduler' 'paddle|PaddlePaddle\'s paddle.optimizer.lr' 'mmengine|OpenMMLab\'s param_scheduler' 'axolotl|' 'fairseq|' 'deepspeed|' 'gpt-neox|' 'megatron|' 'python|'
        case saved
            set -a rows '--bare|Write the schedule and its parameters as JSON, without rows: for version control'
        case log
            set -a rows '--column|Column of a log with the learning rate; may be repeated|' '--x|Column of a log with its steps or epochs|'
        case search
            set -a rows '--strategy|Try this strategy alone; may be repeated|step cosine polynomial exponential multistep piecewise linear constant cosine-restarts one-cycle cyclic wsd inverse-time inverse-sqrt noam tanh'
        case steps-run
            set -a rows '--samples|Samples of the training set|' '--batch-size|Samples per batch on each device|' '--devices|Devices that share the samples|' '--accumulate|Batches that are accumulated for an update|' '--epochs|Epochs of the run|' '--steps|Updates of the run, instead of epochs|' '--drop-last|Leave out an epoch\'s last batch if it is not full' '--warmup|Updates of warm-up, or 3% of the run|' '--tokens-per-sample|Tokens of a sample, to count them|'
            set -a others '--num-samples|Samples of the training set|' '--batch|Samples per batch on each device|' '--per-device-batch-size|Samples per batch on each device|' '--gpus|Devices that share the samples|' '--num-gpus|Devices that share the samples|' '--gradient-accumulation-steps|Batches that are accumulated for an update|' '--accum|Batches that are accumulated for an update|' '--num-epochs|Epochs of the run|' '--max-steps|Updates of the run, instead of epochs|'
        case others
            set -a rows 'formula|A formula of your own' 'gradient|Vanishing gradients: the number of layers, a weight, a mean'
        case question
            set -a rows '--target|Learning rate to reach|' '--below|Ask for the first epoch strictly below it|' '--above|Ask for the first epoch strictly above it|' '--after|First epoch to look at|' '--epoch|Epoch at which to reach it|'
        case solve-step-run
            set -a rows '--epochs|Epochs of the run, of which percentages are|' '--samples|Samples of the training set|' '--batch-size|Samples per batch on each device|' '--devices|Devices that share the samples|' '--accumulate|Batches that are accumulated for an update|' '--drop-last|Leave out an epoch\'s last batch if it is not full' '--scale-lr|Scale the learning rate by this run\'s batch against --base-batch|linear sqrt' '--base-batch|Batch that the rate is for|'
            set -a others '--num-samples|Samples of the training set|' '--batch|Samples per batch on each device|' '--per-device-batch-size|Samples per batch on each device|' '--gpus|Devices that share the samples|' '--num-gpus|Devices that share the samples|' '--gradient-accumulation-steps|Batches that are accumulated for an update|' '--accum|Batches that are accumulated for an update|'
        case for
            set -a rows '--for|The number to compute, if it has a default|lr rate every smooth lr-min warmup warmup-lr epoch'
        case solve-cosine-for
            set -a rows '--for|The number to compute, if it has a default|lr lr-min t-max periodic exponent k-decay warmup warmup-lr epoch'
        case solve-polynomial-for
            set -a rows '--for|The number to compute, if it has a default|lr max-epochs power lr-end cycle k-decay warmup warmup-lr epoch'
        case solve-exponential-for
            set -a rows '--for|The number to compute, if it has a default|lr rate every lr-min warmup warmup-lr epoch'
        case solve-multistep-for
            set -a rows '--for|The number to compute, if it has a default|lr rate milestones lr-min warmup warmup-lr epoch'
        case solve-piecewise-for
            set -a rows '--for|The number to compute, if it has a default|values boundaries warmup warmup-lr epoch'
        case solve-linear-for
            set -a rows '--for|The number to compute, if it has a default|lr lr-end over warmup warmup-lr epoch'
        case solve-constant-for
            set -a rows '--for|The number to compute, if it has a default|lr factor until warmup warmup-lr epoch'
        case solve-cosine-restarts-for
            set -a rows '--for|The number to compute, if it has a default|lr lr-min t-0 t-mult decay above-floor cycles warmup warmup-lr epoch'
        case solve-one-cycle-for
            set -a rows '--for|The number to compute, if it has a default|lr-max total pct-start div final-div anneal three-phase epoch'
        case solve-cyclic-for
            set -a rows '--for|The number to compute, if it has a default|lr lr-max up down mode rate warmup warmup-lr epoch'
        case solve-wsd-for
            set -a rows '--for|The number to compute, if it has a default|lr stable total decay lr-min shape power ratio warmup warmup-lr epoch'
        case solve-inverse-time-for
            set -a rows '--for|The number to compute, if it has a default|lr rate every staircase lr-min warmup warmup-lr epoch'
        case solve-inverse-sqrt-for
            set -a rows '--for|The number to compute, if it has a default|lr timescale lr-min power warmup warmup-lr epoch'
        case solve-noam-for
            set -a rows '--for|The number to compute, if it has a default|d-model warmup-steps scale epoch'
        case solve-tanh-for
            set -a rows '--for|The number to compute, if it has a default|lr lr-min t-max lower upper warmup warmup-lr epoch'
        case solve-formula-question
            set -a rows '--target|Learning rate to reach|' '--below|Ask for the first epoch strictly below it|' '--above|Ask for the first epoch strictly above it|' '--after|First epoch to look at|' '--epoch|Epoch at which to reach it|' '--set|Number of a name in the formula|'
        case solve-gradient-question
            set -a rows '--target|Gradient that layer 1 is to get|' '--for|The number to compute|layers weight mean std factor'
        case solve-gradient
            set -a rows '--layers|Depth of the network|' '--activation|Activation; at 0, relu\'s derivative is 0 and leaky-relu\'s its slope, as in the frameworks|sigmoid tanh relu leaky-relu elu softplus gelu silu linear' '--weight|Weight by which each factor is multiplied|' '--mean|Mean of the pre-activations; a sigmoid saturates far from 0 (default: 0, but 1 for relu and leaky-relu without std)|' '--std|Standard deviation of the pre-activations|' '--factor|The factor itself, instead of an activation|' '--slope|Slope of leaky-relu below 0|' '--clip|Clip the gradient\'s magnitude to this|' '--batch-norm|Batch normalisation: pre-activations of mean 0 and standard deviation 1' '--residual|Residual connections: each factor becomes 1 + factor'
        case help-words
            set -a rows 'window|Which epochs or steps are listed' 'run|A training run, which makes the clock of a curve steps' 'output|How the answer is written' 'man|The manual page'
    end
end

# The groups of options of a command, and the offers for its arguments.
function _lrcalc_entry --no-scope-shadowing
    switch $argv[1]
        case ''
            set groups color version help; set offers '+strategies +tools'
        case 'step'
            set groups step warm-up window run output help; set offers 
        case 'cosine'
            set groups cosine warm-up window run output help; set offers 
        case 'polynomial'
            set groups polynomial warm-up window run output help; set offers 
        case 'exponential'
            set groups exponential warm-up window run output help; set offers 
        case 'multistep'
            set groups multistep warm-up window run output help; set offers 
        case 'piecewise'
            set groups piecewise warm-up window run output help; set offers 
        case 'linear'
            set groups linear warm-up window run output help; set offers 
        case 'constant'
            set groups constant warm-up window run output help; set offers 
        case 'cosine-restarts'
            set groups cosine-restarts warm-up window run output help; set offers 
        case 'one-cycle'
            set groups one-cycle window run output help; set offers 
        case 'cyclic'
            set groups cyclic warm-up window run output help; set offers 
        case 'wsd'
            set groups wsd warm-up window run output help; set offers 
        case 'inverse-time'
            set groups inverse-time warm-up window run output help; set offers 
        case 'inverse-sqrt'
            set groups inverse-sqrt warm-up window run output help; set offers 
        case 'noam'
            set groups noam window run output help; set offers 
        case 'tanh'
            set groups tanh warm-up window run output help; set offers 
        case 'formula'
            set groups formula window run output help; set offers ''
        case 'sequence'
            set groups sequence window run output help; set offers '... " +strategies'
        case '" step'
            set groups step warm-up; set offers 
        case '" cosine'
            set groups cosine warm-up; set offers 
        case '" polynomial'
            set groups polynomial warm-up; set offers 
        case '" exponential'
            set groups exponential warm-up; set offers 
        case '" multistep'
            set groups multistep warm-up; set offers 
        case '" piecewise'
            set groups piecewise warm-up; set offers 
        case '" linear'
            set groups linear warm-up; set offers 
        case '" constant'
            set groups constant warm-up; set offers 
        case '" cosine-restarts'
            set groups cosine-restarts warm-up; set offers 
        case '" one-cycle'
            set groups one-cycle; set offers 
        case '" cyclic'
            set groups cyclic warm-up; set offers 
        case '" wsd'
            set groups wsd warm-up; set offers 
        case '" inverse-time'
            set groups inverse-time warm-up; set offers 
        case '" inverse-sqrt'
            set groups inverse-sqrt warm-up; set offers 
        case '" noam'
            set groups noam; set offers 
        case '" tanh'
            set groups tanh warm-up; set offers 
        case 'product'
            set groups window run output help; set offers '... " +strategies'
        case 'compare'
            set groups comparison window run output help; set offers '... " +strategies +words @.json @.jsonl @.csv @.tsv'
        case '" gradient'
            set groups gradient; set offers 
        case '" from'
            set groups frameworks window run output; set offers 
        case 'from'
            set groups frameworks window run output help; set offers '+from-words @.py @.ipynb @.yaml @.yml @.json @.sh' '@.py @.ipynb @.yaml @.yml @.json @.sh' ''
        case 'show'
            set groups saved log window output help; set offers '... @.json @.jsonl @.csv @.tsv'
        case 'fit'
            set groups search log output help; set offers '... @.json @.jsonl @.csv @.tsv'
        case 'steps'
            set groups steps-run output help; set offers 
        case 'gradient'
            set groups gradient output help; set offers 
        case 'help solve'
            set groups ; set offers '+strategies +others'
        case 'solve'
            set groups version help; set offers '+strategies +others'
        case 'solve step'
            set groups question step warm-up solve-step-run output for help; set offers 
        case 'solve cosine'
            set groups question cosine warm-up solve-step-run output solve-cosine-for help; set offers 
        case 'solve polynomial'
            set groups question polynomial warm-up solve-step-run output solve-polynomial-for help; set offers 
        case 'solve exponential'
            set groups question exponential warm-up solve-step-run output solve-exponential-for help; set offers 
        case 'solve multistep'
            set groups question multistep warm-up solve-step-run output solve-multistep-for help; set offers 
        case 'solve piecewise'
            set groups question piecewise warm-up solve-step-run output solve-piecewise-for help; set offers 
        case 'solve linear'
            set groups question linear warm-up solve-step-run output solve-linear-for help; set offers 
        case 'solve constant'
            set groups question constant warm-up solve-step-run output solve-constant-for help; set offers 
        case 'solve cosine-restarts'
            set groups question cosine-restarts warm-up solve-step-run output solve-cosine-restarts-for help; set offers 
        case 'solve one-cycle'
            set groups question one-cycle solve-step-run output solve-one-cycle-for help; set offers 
        case 'solve cyclic'
            set groups question cyclic warm-up solve-step-run output solve-cyclic-for help; set offers 
        case 'solve wsd'
            set groups question wsd warm-up solve-step-run output solve-wsd-for help; set offers 
        case 'solve inverse-time'
            set groups question inverse-time warm-up solve-step-run output solve-inverse-time-for help; set offers 
        case 'solve inverse-sqrt'
            set groups question inverse-sqrt warm-up solve-step-run output solve-inverse-sqrt-for help; set offers 
        case 'solve noam'
            set groups question noam solve-step-run output solve-noam-for help; set offers 
        case 'solve tanh'
            set groups question tanh warm-up solve-step-run output solve-tanh-for help; set offers 
        case 'solve formula'
            set groups solve-formula-question output help; set offers ''
        case 'solve gradient'
            set groups solve-gradient-question solve-gradient output help; set offers 
        case 'examples'
            set groups output help; set offers '... step cosine polynomial exponential gradient'
        case 'completion'
            set groups version help; set offers 'bash zsh fish'
        case 'help'
            set groups version help; set offers '+strategies +tools +help-words' ''
        case '*'
            return 1
    end
    return 0  # to set a variable leaves the status as it was
end

complete --command lrcalc --no-files --keep-order --arguments '(_lrcalc_completion)'

"""Help texts of commands, arguments and options, in both languages."""

from shopexit.messages import Text

HELP_OPTIONS = ["-h", "--help"]

HELP = {
    "app": Text(
        zh="店铺能不能关、卡在哪一步、保证金和货款怎么拿回来。"
        "支持快手小店、淘宝、抖店、速卖通全托管、1688、小红书。\n\n"
        "先用 ask 一问一答写出店铺数据（想自己填就用 init），再用 check 查；只想看流程用 steps。",
        en="Find out whether a shop can be closed, what blocks it, and what money comes back: "
        "Kuaishou, Taobao, Douyin, AliExpress full-managed, 1688, Xiaohongshu.\n\n"
        "Start with `ask`, which asks questions and writes a state file (or `init`, for a file to "
        "fill in), then run `check` on it. To see a procedure only, use `steps`.",
    ),
    "verbose": Text(
        zh="显示全部：每条要求、每一步、依据和不同说法；不在终端里时总是全部。",
        en="Show everything: each requirement and step, sources and disagreements. This is the "
        "default if the output is not a terminal.",
    ),
    "quiet": Text(zh="只用一行显示结论。", en="Show only the verdict, on one line."),
    "color": Text(
        zh="要不要颜色；不写就看是不是终端、有没有 NO_COLOR。",
        en="Whether to use colours; by default on a terminal, unless NO_COLOR is set.",
    ),
    "version": Text(zh="显示版本。", en="Show the version."),
    "check": Text(
        zh="按平台规则查一份店铺数据：能不能办、卡在哪、下一步做什么、钱还有多少在平台。\n\n"
        "例：shopexit check state.yaml（文件里写了平台，命令里就不用写）\n\n"
        "结论有六种：还不能办；超期了（申请了，该有结果的日子已过）；还说不准；可以办了；"
        "办理中（申请了，没超期）；办完了。\n\n"
        "退出码：0 可以办、办理中、办完了；1 还不能办、超期了；2 命令或文件有错；"
        "3 说不准（缺数据，或来源说法不一）；70 程序出错。",
        en="Check a shop's state file: whether the procedure is possible, what blocks it, what to "
        "do next, what money is still held.\n\n"
        "Example: shopexit check state.yaml (the file names its platform)\n\n"
        "Verdicts: blocked; overdue (applied for, and a wait is past its latest date); "
        "undetermined; ready; under way (applied for, nothing overdue); done.\n\n"
        "Exit codes: 0 ready, under way or done; 1 blocked or overdue; 2 the call or a file is "
        "wrong; 3 undetermined (facts are missing, or sources disagree); 70 a bug.",
    ),
    "fleet": Text(
        zh="一次查很多店：文件、文件夹、通配符或标准输入；每份数据写明是哪个平台的。"
        "最需要人处理的排在最前面。\n\n"
        "例：shopexit fleet 店铺/ -o html=fleet.html\n\n"
        "退出码取最差的一家：2 有文件用不了；1 有店还不能办或超期了；3 有店说不准；"
        "0 都是可以办、办理中或办完了。"
        "用 --fail-on 放宽。",
        en="Check many shops at once: files, folders, patterns or standard input; each state names "
        "its platform. Shops that need attention come first.\n\n"
        "Example: shopexit fleet shops/ -o html=fleet.html\n\n"
        "The exit code is that of the worst shop: 2 a file cannot be used; 1 a shop is blocked "
        "or overdue; 3 a shop is undetermined; 0 all are ready, under way or done. --fail-on makes "
        "it more lenient.",
    ),
    "diff": Text(
        zh="比较前后两次：哪些店变差了，哪些问题解决了，日子和钱怎么变了。每一边可以是店铺数据（现查），"
        "也可以是 check、fleet 输出的 json 或 jsonl。加 --fleet 就比较两套规则。\n\n"
        "算变差的：结论变差、多了没满足的要求，或原来能判断、现在文件有错；新加的店还不能办、超期了或说不准也算。"
        "只是日子晚了不算。\n\n"
        "例：shopexit diff 上周.json 今天.yaml\n\n"
        "退出码：0 没有变差的；1 有店变差；2 命令或文件有错。",
        en="Compare two runs: which shops got worse, what was resolved, how dates and money "
        "changed. Each side is a state file (checked now), or json or jsonl output of check or "
        "fleet. With --fleet, OLD and NEW are rules folders.\n\n"
        "A shop is worse if its verdict is worse, if a requirement is newly open, or if its file "
        "cannot be used any more; a new shop is worse if it is blocked, overdue or "
        "undetermined. Later dates alone do not count.\n\n"
        "Example: shopexit diff last-week.json today.yaml\n\n"
        "Exit codes: 0 nothing got worse; 1 a shop got worse; 2 the call or a file is wrong.",
    ),
    "diff-old": Text(
        zh="以前的：店铺数据，或 check、fleet 的 json、jsonl；- 表示标准输入。",
        en="The earlier run: a state file, or json or jsonl output of check or fleet; - for "
        "standard input.",
    ),
    "diff-new": Text(zh="现在的：同样几种都行。", en="The current run, given like OLD."),
    "diff-on": Text(
        zh="现在的店铺数据按哪一天判断；不写就按数据的日期（as_of），没写日期就按今天（北京时间）。",
        en="Date of the check for NEW, if it is a state file; by default the date of its figures "
        "(as_of), or else today's date in China.",
    ),
    "paths": Text(
        zh="文件、文件夹（找里面的 *.yaml、*.yml、*.json、*.jsonl）、通配符，- 表示标准输入。"
        "一个文件里可以有好几家店：用 --- 隔开，或一行一家。",
        en="Files, folders (searched for *.yaml, *.yml, *.json, *.jsonl) or patterns; - for "
        "standard input. A file may hold several shops, as YAML documents or JSON Lines.",
    ),
    "only": Text(
        zh="只列出这种结论的店，可以写多次；汇总和退出码还是按全部算。",
        en="Show only shops with this verdict; may be repeated. Totals and exit code still cover "
        "all shops.",
    ),
    "only-platform": Text(
        zh="只查这个平台的店，可以写多次。",
        en="Check only shops of this platform; may be repeated.",
    ),
    "sort": Text(
        zh="排序：need 最需要处理的在前，platform 平台，shop 店名，money 钱多的在前，"
        "close 先关完的在前，input 原来的顺序。不写就按 need；jsonl 按原来的顺序，边查边输出。",
        en="Sort by: need (shops that need attention first), platform, shop, money (most first), "
        "close (earliest first), input (order of the input). By default need; jsonl is written "
        "in the order of the input, as shops are checked.",
    ),
    "fleet-limit": Text(
        zh="文字和 Markdown 里最多列出多少家店，0 表示全部；别的格式总是全部。",
        en="How many shops to show in text and Markdown; 0 for all. Other formats always have all.",
    ),
    "full": Text(
        zh="json 和 jsonl 里给出每家店的完整结果，而不是摘要。",
        en="Write full reports to json and jsonl instead of summaries.",
    ),
    "fail-on": Text(
        zh="从哪种结论起退出码不为 0：undetermined 说不准也算，blocked 只有不能办和超期才算，"
        "never 都不算。有文件用不了，退出码还是 2。",
        en="Mildest verdict for which the exit code is not 0: undetermined, blocked (overdue "
        "counts as blocked), or never. A file that cannot be used always gives 2.",
    ),
    "baseline": Text(
        zh="和以前的结果比（fleet 输出的 json 或 jsonl），只有变差的店才算不通过。",
        en="Compare with an earlier result (json or jsonl of fleet): only shops that got worse "
        "make the run fail.",
    ),
    "list-waivers": Text(
        zh="列出所有豁免：谁批的、为什么、到哪天；到期的、快到期的、没用上的在前。",
        en="List all waivers: by whom, why and until when; expired, expiring and unused ones "
        "first.",
    ),
    "no-waivers": Text(zh="不认任何豁免，照样判断。", en="Ignore all waivers."),
    "jobs": Text(zh="同时用几个进程查。", en="Number of parallel processes."),
    "orders": Text(
        zh="数一数平台后台导出的订单文件：各状态多少单、有没有看不懂的状态、最后一笔哪天完成。\n\n"
        "例：shopexit orders kuaishou 导出/*.xlsx\n\n"
        "退出码：0 都数清楚了；3 有看不懂的状态或行，或一个订单也没有；"
        "2 文件读不了，或不认识表头。",
        en="Count the orders in files exported from the platform's back office: how many in each "
        "state, which statuses are unknown, when the last one was completed.\n\n"
        "Example: shopexit orders kuaishou exports/*.xlsx\n\n"
        "Exit codes: 0 everything was counted; 3 a status or a row was not understood, or there "
        "are no orders; 2 a file cannot be read, or its header is not known.",
    ),
    "files": Text(
        zh="同一家店导出的订单文件：xlsx、xls、csv 等，可以写多个。",
        en="Order exports of one shop: xlsx, xls, csv and others; several are combined.",
    ),
    "orders-option": Text(
        zh="订单数字从导出文件里数，可以写多个文件。",
        en="Take order figures from these exports; may be repeated.",
    ),
    "map": Text(
        zh="说明一个看不懂的状态，如 --map 待揽收=pending_shipment；可以写多次。",
        en="What an unknown status means, as in --map 'To ship=pending_shipment'; may be repeated.",
    ),
    "column": Text(
        zh="自定义报表里哪一列是什么，如 --column status=状态；可以写多次。",
        en="What a column of a custom report holds, such as --column status=HEADER; may be "
        "repeated.",
    ),
    "password": Text(
        zh="加密工作簿的密码；写在环境变量 SHOPEXIT_PASSWORD 里更稳妥，都没写就会问你。",
        en="Password of an encrypted workbook; safer in the environment variable "
        "SHOPEXIT_PASSWORD. You are asked for it if neither is given.",
    ),
    "allow-outside": Text(
        zh="orders_from 也可以写店铺数据所在文件夹以外的文件；数据是别人给的就不要加。",
        en="Allow `orders_from` to name files outside the state file's folder; do not use it with "
        "state files from others.",
    ),
    "steps": Text(
        zh="看一个流程要什么条件、分几步、要等多久、有什么后果，不用店铺数据。\n\n"
        "例：shopexit steps taobao",
        en="Show a procedure without a state file: requirements, steps, durations, "
        "consequences.\n\n"
        "Example: shopexit steps taobao",
    ),
    "platforms": Text(
        zh="列出平台和流程，规则哪天核对过，证据是什么等级。\n\n例：shopexit platforms",
        en="List the platforms and procedures, when their rules were reviewed, and the grade of "
        "their evidence.\n\n"
        "Example: shopexit platforms",
    ),
    "site": Text(
        zh="把规则写成一套给手机看的网页，中英文都有，能搜索，不用服务器。\n\n"
        "例：shopexit site 手册，再打开 手册/index.html\n\n"
        "退出码：0 写好了；2 规则有错，或这个文件夹不能写。",
        en="Write the rules as pages for the phone, in both languages, with a search that needs no"
        " server.\n\nExample: shopexit site handbook, then open handbook/index.html\n\n"
        "Exit codes: 0 written; 2 the rules are wrong, or the folder cannot be written.",
    ),
    "site-url": Text(
        zh="手册（site 写的网页）放在哪个网址；网页、sarif 和 explain 里的编号会链接到那里。",
        en="URL of the published handbook (pages written by shopexit site), to which html, sarif "
        "and explain output links.",
    ),
    "site-folder": Text(
        zh="写到这个文件夹：还没有的、空的，或者以前生成的手册（整个换新）。",
        en="The folder to write: a new or empty one, or an earlier handbook, which is replaced.",
    ),
    "init": Text(
        zh="生成一份带说明、等你填的店铺数据文件。\n\n例：shopexit init kuaishou -o state.yaml",
        en="Write a commented state file to fill in.\n\n"
        "Example: shopexit init kuaishou -o state.yaml",
    ),
    "ask": Text(
        zh="一问一答，只问还缺的、影响结论的，写成店铺数据文件，再查一遍。\n\n"
        "例：shopexit ask kuaishou shop.yaml；过几天再看：shopexit ask shop.yaml --refresh",
        en="Ask only for missing facts that affect the verdict, write them to the state file, and "
        "check it.\n\n"
        "Examples: shopexit ask kuaishou shop.yaml; to ask again for what has changed since: "
        "shopexit ask shop.yaml --refresh",
    ),
    "ask-state": Text(
        zh="平台，和店铺数据文件（还没有就新建，不写就是 shop.yaml）。",
        en="The platform, and the state file (created if missing; by default shop.yaml).",
    ),
    "refresh": Text(
        zh="把会变的数字再问一遍（太旧的全部再问），as_of 写成这一天。",
        en="Ask again for figures that change over time (for all if the file is out of date), and "
        "set as_of to the date of the check.",
    ),
    "done": Text(
        zh="记下一步做完了（交了申请也是），写进店铺数据，再查一遍。\n\n"
        "例：shopexit done shop.yaml kuaishou/close/submit",
        en="Record in a state file that a step, such as the application, is done, and check the "
        "shop again.\n\n"
        "Example: shopexit done shop.yaml kuaishou/close/submit",
    ),
    "done-state": Text(
        zh="店铺数据文件，会改它；注释和顺序不动。",
        en="The state file to change; comments and order are kept.",
    ),
    "done-step": Text(
        zh="哪一步：平台/流程/编号；前面的不写也清楚的，可以不写。",
        en="The step, as PLATFORM/PROCEDURE/ID, or the end of it if that is clear.",
    ),
    "done-on": Text(
        zh="哪一天做的，如 2026-12-01；不写就是今天（北京时间）。",
        en="The day on which it was done, such as 2026-12-01; by default today in China.",
    ),
    "not": Text(
        zh="其实没做：撤掉这个记号。", en="The step was not done after all: remove the record."
    ),
    "explain": Text(
        zh="把一条规则讲清楚：为什么、怎么满足、来源和等级、有什么不同说法。"
        "只写平台，列出它的全部规则；写别的词，在所有平台的规则里找。\n\n"
        "例：shopexit explain kuaishou/close/deposit-returned，shopexit explain 公示",
        en="Explain a requirement or step in full: how to fulfil it, sources and their grades, "
        "disagreements. A platform alone lists all its rules; any other word is searched in the "
        "rules of all platforms.\n\n"
        "Examples: shopexit explain kuaishou/close/deposit-returned, shopexit explain deposit",
    ),
    "schema": Text(
        zh="输出一种文件的 JSON Schema，给编辑器和程序用。\n\n"
        "例：shopexit schema state > state.schema.json",
        en="Print the JSON Schema of a kind of file, for editors and programs.\n\n"
        "Example: shopexit schema state > state.schema.json",
    ),
    "platform": Text(zh="平台名或别名，如 kuaishou、快手。", en="A platform's name or alias."),
    "state": Text(
        zh="店铺数据文件（YAML 或 JSON）；- 表示标准输入。",
        en="The state file, YAML or JSON; - for standard input.",
    ),
    "procedure": Text(
        zh="查哪个流程，如 关店、退保证金；all 表示全部。不写就查默认的。",
        en="The procedure to check, such as close or refund; all for every procedure. By default "
        "the platform's default procedures.",
    ),
    "steps-procedure": Text(
        zh="流程，如 关店、退保证金；不写就看默认的。",
        en="The procedure, such as close or refund; by default the platform's default procedures.",
    ),
    "reference": Text(
        zh="规则编号：平台/流程/编号；或平台、平台/流程、要找的词。",
        en="A rule, as PLATFORM/PROCEDURE/ID; or a platform, a procedure as PLATFORM/PROCEDURE, or "
        "a word to search for.",
    ),
    "kind": Text(
        zh="state 店铺数据，rules 规则文件，facts 数据项，calendar 放假安排，settings 配置文件，"
        "report 结果，orders 订单计数，shop 一家店的摘要，fleet 多家店，waivers 豁免，diff 比较。",
        en="What the schema describes. Input: state, rules, facts, calendar, settings. Output: "
        "report, orders, shop (a summary), fleet, waivers, diff.",
    ),
    "lang": Text(
        zh="语言；不写就看 SHOPEXIT_LANG，再看配置文件、系统语言，都没有就用英文。",
        en="Language; by default SHOPEXIT_LANG, else the settings file, else the locale, else "
        "English.",
    ),
    "format": Text(zh="标准输出的格式。", en="Format of standard output."),
    "output": Text(
        zh="另存一份，写成 格式=文件，可以写多次，如 -o json=report.json；文件写 - 就是标准输出。",
        en="Also write a file, as FORMAT=FILE, such as -o json=report.json; may be repeated. A "
        "file named - is standard output.",
    ),
    "init-output": Text(
        zh="写到这个文件（已有文件不会被覆盖）；不写就输出到屏幕。",
        en="Write to this file, which must not exist yet; by default to standard output.",
    ),
    "init-profile": Text(
        zh="店铺是哪一种，如 profile.region=cross_border；少见的店要多填几项。可以写多次。",
        en="Kind of shop, such as profile.region=cross_border; the file of an "
        "unusual kind of shop has more to fill in. May be repeated.",
    ),
    "init-schema": Text(
        zh="把 JSON Schema 也写到这个文件，供编辑器补全和检查；店铺数据的第一行会指向它。",
        en="Also write the JSON Schema to this file, for completion and validation in editors; the "
        "first line of the state file refers to it.",
    ),
    "on": Text(
        zh="按哪一天判断，如 2026-12-01；不写就是今天（北京时间）。",
        en="Date of the check, such as 2026-12-01; by default today in China.",
    ),
    "rules": Text(zh="用这个文件夹里的规则文件。", en="Use the rule files in this folder."),
    "overlay": Text(
        zh="叠加自家的规则：这个文件夹里的文件和平台同名，只写新加的和改动的。",
        en="Apply your own rules on top: each file in this folder is named after a platform, and "
        "has only what is added or changed.",
    ),
    "trust": Text(
        zh="最低证据等级：law 法律、official 官方、repost 转载、guide 攻略；都比它低的只当建议。",
        en="Weakest grade of evidence to trust; requirements with only weaker sources count as "
        "advice.",
    ),
    "strict": Text(
        zh="从严：建议也算硬性要求；数据旧了或规则太久没核对，就算已经申请，也只算说不准。",
        en="Count advice as required; if figures or rules are out of date, the verdict is "
        "undetermined, even after the application.",
    ),
    "max-age": Text(
        zh="数据最多可以是几天前的；更旧的，或没写 as_of 的，只能算说不准。",
        en="Greatest age of figures, in days; with older or undated figures no shop is ready.",
    ),
    "facts": Text(
        zh="每个流程看哪些数据：看、不看（有来源写明）、没有这一项，还是规则里没写。\n\n"
        "例：shopexit facts kuaishou",
        en="Show which facts each procedure looks at, and why it ignores other facts: a source "
        "shows that they do not matter, the platform has no such thing, or no rule mentions them."
        "\n\nExample: shopexit facts kuaishou",
    ),
    "facts-platform": Text(
        zh="只看这个平台；不写就看全部。", en="Only this platform; by default all."
    ),
    "changes": Text(
        zh="列出规则改过什么、什么时候改的、为什么。",
        en="Show which rules were changed, when and why.",
    ),
    "since": Text(
        zh="只列这一天起的改动，如 2026-11-01。",
        en="Show changes of the rules from this date on, such as 2026-11-01.",
    ),
    "diff-fleet": Text(
        zh="比较两套规则：前后写规则文件夹，这里写要查的店铺数据（文件、文件夹、通配符），可以写多次。",
        en="Compare rules: OLD and NEW are then rules folders, and PATH is a state file or folder "
        "to check with both; may be repeated.",
    ),
    "lint": Text(
        zh="检查规则文件：哪里写错了用不了，哪里依据单薄、来源太旧、文字太长。\n\n"
        "例：shopexit lint rules\n\n"
        "退出码：0 没有错误；1 有错误，加 --strict 有警告也算；2 命令写错了，或没有这个文件夹。",
        en="Check rule files for errors, thin or old evidence, and overlong texts.\n\n"
        "Example: shopexit lint rules\n\n"
        "Exit codes: 0 no errors; 1 errors (with --strict, warnings too); 2 the call is wrong, "
        "or the folder does not exist.",
    ),
    "test": Text(
        zh="用写了 expect（预期结果）的店铺数据检验规则，和预期不一样的并排列出来。\n\n"
        "例：shopexit test 例子/ --rules rules\n\n"
        "退出码：0 都符合预期；1 有不一样的；2 命令或文件有错，或一份 expect 也没有。",
        en="Test rules on state files with expected results (`expect`), and show differences side "
        "by side.\n\n"
        "Example: shopexit test cases/ --rules rules\n\n"
        "Exit codes: 0 all as expected; 1 some differ; 2 the call or a file is wrong, or no "
        "state file has `expect`.",
    ),
    "test-paths": Text(
        zh="店铺数据：文件、文件夹、通配符，- 表示标准输入；没写 expect 的跳过。",
        en="State files: files, folders, patterns, - for standard input; those without `expect` "
        "are skipped.",
    ),
    "lint-folder": Text(
        zh="规则文件夹；不写就查自带的规则。",
        en="The rules folder; by default the packaged rules.",
    ),
    "lint-strict": Text(zh="有警告也算不通过。", en="Fail on warnings too."),
    "lint-on": Text(
        zh="来源旧不旧按哪一天算；不写就是今天（北京时间）。",
        en="Date at which the age of sources is measured; by default today in China.",
    ),
    "limit": Text(
        zh="最多逐单列出多少个订单，0 表示全部；汇总总是按全部算。",
        en="How many orders to show one by one; 0 for all. Totals always cover all orders.",
    ),
    "help": Text(zh="显示这段说明。", en="Show this message and exit."),
    "install-completion": Text(
        zh="给当前命令行安装自动补全。", en="Install completion for the current shell."
    ),
    "show-completion": Text(
        zh="显示自动补全脚本。", en="Show the completion script for the current shell."
    ),
}

"""What the public pages say: the certificate of a thing, the form on it, what became of a report. Pure.

States and defects are said here as a resident would say them; the desk has its own words for them
(`inspections.tickets.workflow.STATES`, the city's table of defects).
"""

from collections.abc import Mapping

from inspections.tickets.workflow import State, Words

CERTIFICATE: Mapping[str, Words] = {
    "whose": Words("谁负责", "Who answers for it"),
    "where": Words("在哪里", "Where it is"),
    "condition": Words("状况", "Condition"),
    "story": Words("经过", "Its story"),
    "details": Words("登记信息", "As registered"),
    "owner": Words("权属单位", "Owner"),
    "maintainer": Words("养护单位", "Maintained by"),
    "authority": Words("主管部门", "Authority"),
    "owner_sought": Words(
        "尚未查明；查明之前由受理台处理", "Not known yet; the city's desk answers for it until it is"
    ),
    "posts": Words("谁在岗", "Who answers for the place"),
    "post_held": Words("已到岗（{n} 人）", "held ({n})"),
    "post_vacant": Words("空缺", "vacant"),
    "post_missing": Words("缺 {n} 人", "{n} missing"),
    "post_anew": Words("所在网格已撤销，待重新任命", "its cell is no more: to be appointed anew"),
    "post_deputy": Words("（副：{who}）", " (deputy: {who})"),
    "post_erased": Words("（已抹除）", "(erased)"),
    "position": Words("坐标（WGS 84）", "Position (WGS 84)"),
    "rounded": Words("精确到约 {n} 米", "to about {n} m"),
    "open_in_maps": Words("用地图打开", "Open in a map"),
    "sketch": Words("周边示意（上北）", "Sketch of the surroundings (north is up)"),
    "fall_net": Words("防坠网", "Fall net"),
    "cell_tickets": Words("未结工单", "Open tickets"),
    "cell_asset": Words("部件", "Components"),
    "cell_building": Words("楼栋", "Buildings"),
    "cell_entrance": Words("单元", "Entrances"),
    "cell_map": Words("微网格示意（上北）", "Map of the micro-grid (north is up)"),
    "nothing_open": Words("没有未办结的问题", "Nothing is open on it"),
    "open_problems": Words("未办结的问题", "Open problems"),
    "since": Words("{day} 上报", "reported {day}"),
    "became": Words("去向", "What became of it"),
    "registered": Words("登记入册", "Entered in the register"),
    "story_reported": Words("有人上报：{defect}", "Reported: {defect}"),
    "story_dispatched": Words("交由{who}处置：{defect}", "Sent to {who}: {defect}"),
    "story_repaired": Words("已处置：{defect}", "Made good: {defect}"),
    "story_closed": Words("核查合格，结案：{defect}", "Checked and closed: {defect}"),
    "story_void": Words("注销：{defect}", "Voided: {defect}"),
    "report_problem": Words("报告问题", "Report a problem"),
    "report_lead": Words("选一项，下一步可以补充文字和照片。", "Pick one; words and a photo can follow."),
    "danger": Words("危险", "Dangerous"),
    "danger_do": Words(
        "先离开井口，提醒旁人绕行；有人受伤打 120，交通受阻打 122。",
        "Stay away and warn others first. Somebody is hurt: call 120. Traffic is in danger: call 122.",
    ),
    "not_danger": Words("不影响安全", "Not dangerous"),
    "call": Words("也可以拨打", "Or call"),
    "call_say": Words("，报上编号 {said}。", " and say {said}."),
    "removed_note": Words("此部件已拆除，不再受理报告。", "It was removed; reports are no longer taken."),
    "also_names": Words("此编码另指", "This code also names"),
    "staff": Words("工作人员登录", "Staff sign-in"),
    "scan": Words("扫码打开本页", "Scan to open this page"),
    "synthetic_short": Words("合成数据，非真实设施", "Synthetic data, no real facility"),
    "skip": Words("跳到正文", "Skip to the content"),
    # the form
    "form_title": Words("报告问题", "Report a problem"),
    "form_what": Words("哪里不对？", "What is wrong?"),
    "form_note": Words("补充说明（可不填）", "In your words (optional)"),
    "form_note_hint": Words(
        "例如：半个井盖翘起，旁边有学校。请不要写姓名、电话等个人信息。",
        "For example: half of the lid stands up, beside a school. Please leave out names and telephone numbers.",
    ),
    "form_photo": Words("照片（可不传）", "Photo (optional)"),
    "form_photo_hint": Words(
        "请在安全处拍。拍摄地点等信息会被去除；只有办理人员能看到。",
        "Take it from a safe place. Place and phone are stripped from it; only those at work on it see it.",
    ),
    "form_send": Words("提交报告", "Send the report"),
    "form_no_contact": Words(
        "提交后会得到一个编号和一个查询网址，凭此查询进展。",
        "You get a number and an address that tells what became of it.",
    ),
    "phone_first": Words("紧急的事先打电话", "Urgent? Call first"),
    "form_trap": Words("此栏请留空", "Leave this empty"),
    "form_back": Words("返回档案", "Back to the certificate"),
    "fault_defect": Words("请选择一项问题。", "Say what is wrong: pick one."),
    "fault_token": Words(
        "页面打开太久了，请核对后再提交一次。", "The page was open for too long: check it and send it again."
    ),
    "fault_note": Words("文字太长或含有无法保存的字符。", "The words are too long, or hold what cannot be kept."),
    "fault_photo": Words(
        "照片读不出来，请换一张（JPEG、PNG、WebP、HEIC），或不传照片。",
        "The photo cannot be read: take another (JPEG, PNG, WebP, HEIC), or none.",
    ),
    "fault_trap": Words("有一栏本应留空，请清空后提交。", "A field that must stay empty was filled: empty it."),
    "photo_again": Words("照片需要重新选择。", "The photo must be picked again."),
    # what became of a report
    "report_page": Words("报告进度", "Your report"),
    "report_number": Words("受理编号", "Number"),
    "report_received": Words("收到时间", "Received"),
    "report_keep": Words(
        "收藏本页可随时查看进度；电话查询请报编号。",
        "Keep this address to see how it goes on; on the telephone say the number.",
    ),
    "report_before": Words(
        "这份报告先前已经收到。若要补充别的问题，请回到部件页面重新填写。",
        "This report was received before. To tell of something else, start anew from the page of the thing.",
    ),
    "report_danger": Words("仍请远离井口，等候处置。", "Still keep away until it is made good."),
    "listed": Words("已列入养护计划", "On the plan of maintenance"),
    "done": Words("养护完成", "Maintained"),
    "void_item": Words("经查看无需处置", "Looked at; nothing is to be done"),
    # what went wrong
    "lost_title": Words("没有找到", "Not found"),
    "lost_code": Words(
        "没有这个编码的部件或地点。请核对标牌上的数字，一个也不能少。",
        "Nothing here bears this code. Compare it with the plate, digit by digit.",
    ),
    "lost_report": Words("没有这份报告，请核对网址是否完整。", "There is no such report; is the address whole?"),
    "busy_title": Words("请稍候", "One moment"),
    "busy": Words("请求太多，请 {n} 秒后再试。", "Too many requests: try again in {n} s."),
    "away": Words("服务暂时没有应答，请稍后再试。", "The service does not answer just now; try again later."),
    "refused_title": Words("没有受理", "Not taken"),
    "refused": Words("这个请求不能受理，请返回重新打开页面。", "Not taken as it came: open the page again."),
    "gone": Words("此部件已拆除，不再受理报告。", "It was removed; reports are no longer taken."),
    "large": Words("文件太大，请换一张小一些的照片。", "The file is too large: take a smaller photo."),
    "urgent": Words("紧急情况请直接拨打", "In an emergency call"),
    "request_id": Words("请求编号", "Request"),
}

# As a resident says it; the codes are those of the city's table of defects (fixtures/reference/defects.csv).
DEFECTS: Mapping[str, Words] = {
    "missing": Words("井盖不见了，口敞着", "The lid is gone, the hole is open"),
    "displaced": Words("井盖移位、没盖严", "The lid is out of place"),
    "collapsed": Words("井或周围地面塌了", "The well or the ground round it fell in"),
    "flipping": Words("踩上去会翻、会晃", "The lid flips or rocks"),
    "broken": Words("井盖破了、裂了", "The lid is broken or cracked"),
    "overflow": Words("往外冒水", "Water comes out"),
    "fall_net": Words("里面的防坠网坏了或没有", "The fall net inside is torn or missing"),
    "noise": Words("车过咣当响", "It bangs when cars pass"),
    "frame": Words("井圈坏了", "The frame is broken"),
    "wrong_lid": Words("盖错了别家的井盖", "It bears a lid of another kind"),
    "height": Words("比路面高或低一截", "It stands above or below the road"),
    "surface": Words("周围路面坏了", "The road round it is broken"),
    "marking": Words("字迹看不清", "Its marking cannot be read"),
}
OTHER_DEFECTS: Mapping[str, Words] = {
    "missing": Words("不见了", "It is gone"),
    "displaced": Words("歪了、倒了", "It leans or fell over"),
    "broken": Words("坏了、破了", "It is broken"),
    "marking": Words("字迹看不清", "Its marking cannot be read"),
}

# Where a ticket stands, as a resident says it.
PLAIN_STATES: Mapping[State, Words] = {
    State.REPORTED: Words("已收到，等待核实", "Received; it will be checked"),
    State.CHECKING: Words("已收到，正在派人核实", "Received; somebody goes and looks"),
    State.FILED: Words("已核实，正在安排单位处置", "Confirmed; somebody is being sent"),
    State.DISPATCHED: Words("已交责任单位", "Handed to who answers for it"),
    State.ACCEPTED: Words("责任单位正在处置", "Being made good"),
    State.SUSPENDED: Words("暂不具备条件，已列入计划", "It cannot be done yet; it is planned"),
    State.REPAIRED: Words("已处置，等待核查", "Made good; it will be checked"),
    State.VERIFIED: Words("核查合格", "Checked and found good"),
    State.CLOSED: Words("已办结", "Done"),
    State.ARCHIVED: Words("已办结", "Done"),
    State.RETURNED: Words("正在重新安排单位", "Somebody else is being sent"),
    State.VOID: Words("核实后未受理（不属实、重复或不归本区）", "Not taken up: untrue, double, or not this district's"),
    State.REFUSED: Words("不归本区管辖，未受理", "Not this district's: not taken up"),
}

STATUSES: Mapping[str, Words] = {
    "intact": Words("在用", "In use"),
    "broken": Words("损坏", "Broken"),
    "missing": Words("缺失", "Missing"),
    "disused": Words("停用", "Out of use"),
    "removed": Words("已拆除", "Removed"),
}
FALL_NETS: Mapping[str, Words] = {
    "with": Words("有", "Yes"),
    "without": Words("没有", "None"),
    "broken": Words("破损", "Torn"),
    "unknown": Words("不详", "Not known"),
}
KINDS: Mapping[str, Words] = {
    "division": Words("区", "District"),
    "street": Words("街道", "Subdistrict"),
    "community": Words("社区", "Community"),
    "grid": Words("网格", "Grid"),
    "unit_grid": Words("单元网格", "Unit grid"),
    "micro_grid": Words("微网格", "Micro-grid"),
    "road_segment": Words("路段", "Road segment"),
    "compound": Words("小区", "Compound"),
    "building": Words("楼栋", "Building"),
    "entrance": Words("单元", "Entrance"),
    "asset": Words("部件", "Component"),
}
SETTINGS: Mapping[str, Words] = {
    "carriageway": Words("车行道", "Carriageway"),
    "footway": Words("人行道", "Footway"),
    "verge": Words("绿化带", "Verge"),
    "compound": Words("小区内", "In a compound"),
}
SOURCES: Mapping[str, Words] = {
    "survey": Words("测量", "survey"),
    "map": Words("地图", "map"),
    "gnss": Words("卫星定位", "GNSS"),
    "file": Words("来源文件", "file"),
}

CELL_KINDS: Mapping[str, Words] = {
    "residential": Words("居住", "Residential"),
    "street_front": Words("沿街", "Street front"),
    "dedicated": Words("专属", "Dedicated"),
    "vacant": Words("空地", "Vacant"),
}

# What stands in the register, for those inside their areas; in the order of the page.
FACTS: Mapping[str, Words] = {
    "class_code": Words("类别代码", "Class code"),
    "code_scheme": Words("编码标准", "Scheme of the code"),
    "aliases": Words("其他编码", "Also known as"),
    "setting": Words("所处位置", "Setting"),
    "road_name": Words("道路", "Road"),
    "segment_code": Words("路段", "Road segment"),
    "compound_zh": Words("小区", "Compound"),
    "compound_code": Words("小区编码", "Code of the compound"),
    "community_zh": Words("社区名", "Name of the community"),
    "community_code": Words("社区", "Community"),
    "grid_code": Words("网格", "Grid"),
    "micro_grid_code": Words("微网格", "Micro-grid"),
    "unit_grid_code": Words("单元网格", "Unit grid"),
    "kind": Words("类型", "Kind"),
    "minutes": Words("工作量（分钟）", "Work (minutes)"),
    "floor_from": Words("自楼层", "From floor"),
    "floor_to": Words("至楼层", "To floor"),
    "building_code": Words("楼栋编码", "Code of the building"),
    "institution_zh": Words("单位名称", "Institution"),
    "house_no": Words("门牌号", "House number"),
    "number": Words("单元号", "Entrance number"),
    "from_road": Words("起点路", "From"),
    "to_road": Words("止点路", "To"),
    "road_class": Words("道路等级", "Class of road"),
    "width_m": Words("路宽（米）", "Width (m)"),
    "use": Words("用途", "Use"),
    "storeys": Words("层数", "Storeys"),
    "households": Words("户数", "Households"),
    "shops": Words("商铺", "Shops"),
    "material": Words("材质", "Material"),
    "shape": Words("形状", "Shape"),
    "size_mm": Words("尺寸（毫米）", "Size (mm)"),
    "load_class": Words("承载等级", "Load class"),
    "built_year": Words("设置年份", "Installed in"),
    "position_source": Words("定位方式", "How the place was got"),
    "accuracy_m": Words("定位精度（米）", "Accuracy of the place (m)"),
    "datum": Words("来源坐标系", "Datum it came in"),
    "source": Words("数据来源", "Source"),
    "source_id": Words("来源编号", "Id at the source"),
    "first_at": Words("入册时间", "In the register since"),
    "changed_at": Words("最近变更", "Last change"),
}
VALUES: Mapping[str, Mapping[str, Words]] = {
    "kind": CELL_KINDS,
    "setting": SETTINGS,
    "position_source": SOURCES,
    "material": {
        "cast_iron": Words("铸铁", "Cast iron"),
        "ductile_iron": Words("球墨铸铁", "Ductile iron"),
        "composite": Words("复合材料", "Composite"),
        "concrete": Words("混凝土", "Concrete"),
        "steel": Words("钢", "Steel"),
    },
    "shape": {
        "round": Words("圆形", "Round"),
        "square": Words("方形", "Square"),
        "rectangular": Words("矩形", "Rectangular"),
    },
    "road_class": {
        "trunk": Words("快速路", "Trunk road"),
        "main": Words("主干路", "Main road"),
        "secondary": Words("次干路", "Secondary road"),
        "branch": Words("支路", "Branch road"),
    },
}

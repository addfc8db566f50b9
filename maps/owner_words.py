"""What the page of a one-time link and the printed order say to an owner without an account. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from inspections.tickets.workflow import Words

OWNER: Mapping[str, Words] = MappingProxyType(
    {
        "owner_title": Words("处置通知", "A job for you"),
        "owner_to": Words("致", "To"),
        "owner_what": Words("问题", "What is wrong"),
        "owner_where": Words("地点", "Where"),
        "owner_thing": Words("部件", "Thing"),
        "owner_due": Words("时限", "Due"),
        "owner_late": Words("已超期", "late"),
        "owner_go": Words("导航到现场", "The way there"),
        "owner_map_geo": Words("手机地图", "Map app"),
        "owner_map_amap": Words("高德", "Amap"),
        "owner_map_baidu": Words("百度", "Baidu"),
        "owner_map_tencent": Words("腾讯", "Tencent"),
        "owner_photos": Words("现场照片", "Photos"),
        "owner_photo_of": Words("现场照片 {n}", "Photo {n}"),
        "owner_answer": Words("请答复", "Your answer"),
        "owner_done": Words("{what}：{at} 已收到", "{what}: received {at}"),
        "owner_nothing": Words("目前没有需要您答复的事项。", "There is nothing for you to answer now."),
        "owner_first_safe": Words(
            "井口敞开：请先围挡警示并拍照上报先行防护，再报处置完毕。",
            "The hole is open: put up a barrier and send its photo first; the repair can be told then.",
        ),
        "owner_photo_safe": Words("围挡警示照片", "Photo of the barrier"),
        "owner_photo_repair": Words("修复后照片", "Photo after the repair"),
        "owner_why": Words("理由（归谁、依据什么）", "Why (whose it is, and how you know)"),
        "owner_note": Words(
            "凭此链接即可答复，请勿转发；每项只能办一次。无需登录，不收集个人信息。",
            "Whoever has this link can answer: do not pass it on. Each act once; no account, nothing personal is kept.",
        ),
        "owner_lost": Words("没有这个链接，请核对网址是否完整。", "There is no such link; is the address whole?"),
        "owner_received": Words("已收到，谢谢", "Received, thank you"),
        "owner_void": Words("链接已失效", "This link is void"),
        "fault_owner_photo": Words(
            "请附一张能打开的照片（JPEG、PNG、WebP、HEIC）。", "Send a photo that can be read (JPEG, PNG, WebP, HEIC)."
        ),
        "fault_owner_why": Words("请写明理由（500 字以内）。", "Say why, in at most 500 characters."),
        "fault_owner_now": Words(
            "现在不能这样办理，请看下面的最新情况。", "That is not possible now; see below how it stands."
        ),
        "order_title": Words("派遣单", "Dispatch order"),
        "order_number": Words("工单编号", "Ticket"),
        "order_dispatched": Words("派遣时间", "Dispatched"),
        "order_position": Words("经纬度 WGS 84", "Longitude, latitude (WGS 84)"),
        "order_scan": Words("扫码答复（免登录）", "Scan to answer, no account needed"),
        "order_no_code": Words("草稿：没有答复码", "Draft: no code to answer by"),
        "order_until": Words("有效期至", "valid until"),
        "order_receipt": Words("回执", "Receipt"),
        "order_cut": Words("沿此线撕下交回", "tear off here and hand back"),
    }
)

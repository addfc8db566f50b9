"""What the public pages of requests say: the form to ask, and what became of it. Pure.

States are said here as whoever asked would say them; the desk has its own words (`inspections.requests.life.STATES`).
"""

from collections.abc import Mapping
from types import MappingProxyType

from inspections.requests.life import State
from inspections.tickets.workflow import Words

REQUEST: Mapping[str, Words] = MappingProxyType(
    {
        "ask_title": Words("我要反映", "Ask for something"),
        "ask_as": Words("您是", "You are"),
        "ask_resident": Words("居民", "a resident"),
        "ask_enterprise": Words("企业", "an enterprise"),
        "ask_said": Words("反映什么事", "What is it about"),
        "ask_said_hint": Words("请勿填写身份证号", "Do not write identity numbers"),
        "ask_street": Words("在哪个街道", "In which street district"),
        "pin": Words("用手机定位", "Use the place of this phone"),
        "pin_wait": Words("正在定位…", "Looking for the place …"),
        "pin_known": Words(
            "已取得位置，误差约 {n} 米；街道可不选", "Found, to about {n} m; the street may be left out"
        ),
        "pin_none": Words("没有取得位置，请选择街道并写明地点", "No place was found: choose the street and say where"),
        "ask_place": Words("具体地点", "Where exactly"),
        "ask_photos": Words("照片（可不传，最多 3 张）", "Photos (optional, at most 3)"),
        "photos_wait": Words("正在缩小照片…", "Making the photos smaller …"),
        "photos_are": Words("已选 {n} 张", "{n} chosen"),
        "photos_most": Words("最多 3 张，只保留前 3 张", "At most 3: the first 3 are kept"),
        "fault_photos": Words("照片最多 3 张", "At most 3 photos"),
        "fault_photo_large": Words("照片太大，请换一张小一些的", "The photo is too large: take a smaller one"),
        "ask_person": Words("怎样联系您（可不填）", "How to reach you (may be left out)"),
        "ask_person_hint": Words(
            "仅用于处理与回访，办结后按期删除", "Used to answer and call back alone, erased some time after closing"
        ),
        "ask_name": Words("称呼", "Name"),
        "ask_phone": Words("电话", "Telephone"),
        "ask_send": Words("提交", "Send"),
        "ask_urgent": Words("紧急情况请先打电话：", "Urgent? Call first: "),
        "ask_number": Words("诉求编号", "Number"),
        "ask_received": Words("收到", "Received"),
        "ask_due": Words("答复期限", "Answer due"),
        "ask_who": Words("办理单位", "Answered by"),
        "ask_answer": Words("答复", "Answer"),
        "ask_keep": Words("请保存本页链接，凭此查询进展", "Keep the link of this page: it shows what becomes of it"),
        "fault_said": Words("请写明反映什么事", "Say what it is about"),
        "fault_street": Words("请选择街道", "Choose a street district"),
    }
)
PLAIN: Mapping[State, Words] = MappingProxyType(
    {
        State.RECEIVED: Words("已收到，等待受理", "Received, waiting for the desk"),
        State.ACCEPTED: Words("已受理，正在确定办理单位", "Accepted; who answers is being decided"),
        State.REFUSED: Words("不属本区受理范围", "Not a matter of this district"),
        State.ASSIGNED: Words("正在办理", "Being worked on"),
        State.RETURNED: Words("已受理，正在确定办理单位", "Accepted; who answers is being decided"),
        State.ANSWERED: Words("已答复", "Answered"),
        State.CALLED_BACK: Words("已答复并回访", "Answered, and you were asked"),
        State.CLOSED: Words("已办结", "Closed"),
    }
)

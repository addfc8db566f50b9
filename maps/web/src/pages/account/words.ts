import { defineWords } from "@/words";

export default defineWords({
  "zh-CN": {
    heading: "我的账号",
    change_password: "更换密码",
    changed: "密码已更换，其他登录已退出",
    second_factor: "动态验证码",
    since: "{at} 起启用，还有 {count} 个恢复码",
    none_yet: "尚未启用",
    set_up: "启用",
    new_codes: "生成新的恢复码",
    code: "手机上的验证码",
    idle: "无操作 {minutes} 分钟后自动退出",
    devices: "设备与令牌",
  },
  en: {
    heading: "My account",
    change_password: "Change the password",
    changed: "The password is changed; other sign-ins ended",
    second_factor: "Second factor",
    since: "Since {at}; {count} recovery codes left",
    none_yet: "Not set up",
    set_up: "Set up",
    new_codes: "Make new recovery codes",
    code: "Code of the phone",
    idle: "Signed out after {minutes} minutes without use",
    devices: "Devices and tokens",
  },
});

import { defineWords } from "@/words";

export default defineWords({
  "zh-CN": {
    login: "账号",
    password: "密码",
    wrong: "账号或密码不对",
    locked: "密码错误次数过多，账号已锁定，请稍后再试或联系管理员",
    waiting: "本机有 {count} 条记录等待上传，不会因登录或退出而丢失",
  },
  en: {
    login: "Account",
    password: "Password",
    wrong: "Wrong account or password",
    locked: "Too many wrong passwords: the account is locked. Try later or ask an administrator",
    waiting: "{count} records wait on this device; signing in or out loses none",
  },
});

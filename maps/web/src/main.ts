import { createApp } from "vue";
import App from "./App.vue";
import "./design/tokens.css";
import "./design/base.css";
import "./design/theme";
import { followUpdates } from "./updates";
import { router } from "./router";
import { i18n, language, speak } from "./words";

speak(language.value);
createApp(App).use(i18n).use(router).mount("#app");
void followUpdates();

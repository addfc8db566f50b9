import vue from "eslint-plugin-vue";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/api/schema.d.ts"] },
  ...ts.configs.recommended,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      "max-lines": ["error", { max: 300 }],
      "vue/no-bare-strings-in-template": ["error", { allowlist: ["·", "—", "–", "/", "×", "%", ":", "：", "(", ")", "→", "←", "↑", "↓", "+", "-", "✓", "!", "#", "°", "▲", "▼", "●", "○", "…", "±", "km", "m", "|", ",", "."] }],
      "vue/no-v-html": "error",
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": ["error", { html: { void: "always" } }],
      "vue/html-closing-bracket-newline": "off",
      "vue/html-indent": "off",
      "vue/multi-word-component-names": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
);

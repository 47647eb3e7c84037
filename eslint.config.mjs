import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", ".next/", ".demo/", "lib/db/generated/", "test-results/", "next-env.d.ts"] },
  ...tseslint.configs.recommended,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "no-console": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  // A page or route that logs to the console bypasses the structured log and its removal of secrets.
  { files: ["app/**", "lib/**", "server/**"], ignores: ["**/*.test.ts"], rules: { "no-console": "error" } },
  // Before the page's script runs the browser would send such a form itself, with its fields in the address.
  {
    files: ["app/**/*.tsx", "components/**/*.tsx"],
    ignores: ["components/ui/**"],
    rules: { "no-restricted-syntax": ["error", { selector: "JSXOpeningElement[name.name='form'] > JSXAttribute[name.name='onSubmit']", message: "Use components/ui/form." }] },
  },
);

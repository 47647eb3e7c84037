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
);

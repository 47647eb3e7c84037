"use client";

import { useState } from "react";
import { roleNames } from "@/components/embargo/grant-words";
import { RadioList } from "@/components/embargo/radio-list";

const roles = Object.entries(roleNames);

/** Which right a grant is to give: both or the descriptions only, and of which products. Fields `rights`, `products`, `role`. */
export function RightsFields() {
  const [rights, setRights] = useState<"read" | "discover">("read");
  const [products, setProducts] = useState<"all" | "some">("all");
  return (
    <>
      <RadioList
        legend="Right"
        name="rights"
        value={rights}
        onChange={setRights}
        options={[
          { value: "read", label: "See descriptions and read files" },
          { value: "discover", label: "See descriptions only" },
        ]}
      />
      {rights === "read" ? (
        <RadioList
          legend="Files"
          name="products"
          value={products}
          onChange={setProducts}
          options={[
            { value: "all", label: "All products" },
            { value: "some", label: "Only these kinds" },
          ]}
        />
      ) : null}
      {rights === "read" && products === "some" ? (
        <fieldset>
          <legend className="sr-only">Kinds of products</legend>
          <div className="grid grid-cols-2 gap-x-4 gap-y-1.5 sm:grid-cols-3">
            {roles.map(([role, name]) => (
              <label key={role} className="flex items-center gap-2">
                <input type="checkbox" name="role" value={role} className="size-4 shrink-0" />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
      ) : null}
    </>
  );
}

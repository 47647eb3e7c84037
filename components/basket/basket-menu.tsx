"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asProblem } from "@/components/api/problem";
import { BasketChoices } from "@/components/basket/basket-choices";
import { NameDialog } from "@/components/basket/name-dialog";
import { basketKeys, basketListOptions, changeBasket, createBasket, deleteBasket, isRevisionConflict } from "@/components/basket/queries";
import { notifyFailure } from "@/components/basket/use-add-to-basket";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { useNotify } from "@/components/ui/notices";
import type { Basket } from "@/lib/basket/schemas";
import { formatCountOf } from "@/lib/units/format";

/** Which basket this is, the others, and what one can do with it as a whole: make, rename, copy, delete. */
export function BasketMenu({ basket }: { basket: Basket }) {
  const client = useQueryClient();
  const notify = useNotify();
  const menu = useRef<HTMLDivElement>(null);
  const ask = useRef<HTMLDialogElement>(null);
  const [naming, setNaming] = useState<"new" | "rename" | "copy" | null>(null);
  const list = useQuery(basketListOptions());
  const refresh = () => client.invalidateQueries({ queryKey: basketKeys.all });
  const close = () => menu.current?.closest("details")?.removeAttribute("open");

  const remove = useMutation({
    mutationFn: (id: string) => deleteBasket(id, basket.revision),
    onSuccess: () => notify({ text: `Basket ${basket.name} was deleted` }),
    onError: (error) => (isRevisionConflict(asProblem(error)) ? notify({ text: "The basket was changed in another tab and was not deleted; this is how it stands now." }) : notifyFailure(notify, "The basket was not deleted", error)),
    onSettled: refresh,
  });
  const name = async (text: string) => {
    if (naming === "rename" && basket.id) await changeBasket(basket.id, { name: text }, basket.revision);
    else await createBasket({ name: text, ...(naming === "copy" && basket.id ? { copyOf: basket.id } : {}) });
    notify({ text: naming === "rename" ? `The basket is named ${text} now` : `Basket ${text} is the one that is filled now` });
    await refresh();
  };
  const begin = (what: typeof naming) => {
    close();
    setNaming(what);
  };

  return (
    <>
      <Menu size="normal" label={<span className="max-w-48 truncate">{basket.name}</span>}>
        <div ref={menu} className="flex flex-col gap-3">
          <BasketChoices onChosen={close} />
          <div className="flex flex-wrap gap-2 border-t border-line pt-3">
            <Button size="small" onClick={() => begin("new")}>
              New basket
            </Button>
            {basket.id ? (
              <>
                <Button size="small" onClick={() => begin("rename")}>
                  Rename
                </Button>
                <Button size="small" onClick={() => begin("copy")}>
                  Copy
                </Button>
              </>
            ) : null}
            {basket.id && (list.data?.items.length ?? 0) > 1 ? (
              <Button
                size="small"
                look="danger"
                disabled={remove.isPending}
                onClick={() => {
                  close();
                  ask.current?.showModal();
                }}
              >
                Delete
              </Button>
            ) : null}
          </div>
        </div>
      </Menu>
      {naming ? (
        <NameDialog
          title={naming === "new" ? "Make a basket" : naming === "rename" ? `Rename ${basket.name}` : `Copy ${basket.name}`}
          submit={naming === "new" ? "Make" : naming === "rename" ? "Rename" : "Copy"}
          initial={naming === "new" ? "" : naming === "rename" ? basket.name : `${basket.name} copy`.slice(0, 100)}
          onName={name}
          onClose={() => setNaming(null)}
        />
      ) : null}
      <AskDialog ref={ask} title={`Delete the basket ${basket.name}?`} confirm="Delete" onConfirm={() => basket.id && remove.mutate(basket.id)}>
        <p>{basket.totalCount === 0 ? "It is empty." : `It holds ${formatCountOf(basket.totalCount, "item")}, which go with it. Data, launches and links that were made of it stay.`}</p>
      </AskDialog>
    </>
  );
}

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";

/** By a part of the name, or the project. A plain form: its answer is the page itself. */
export function DatasetSearch({ q, project }: { q: string | undefined; project: string | undefined }) {
  return (
    <form role="search" aria-label="Datasets" action="/datasets" className="mb-4 grid grid-cols-1 items-end gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,14rem)_auto]">
      <TextField label="Name" name="q" defaultValue={q} autoComplete="off" spellCheck={false} />
      <TextField label="Project" name="project" defaultValue={project} autoComplete="off" spellCheck={false} />
      <Button type="submit" className="justify-self-start">
        Find
      </Button>
    </form>
  );
}

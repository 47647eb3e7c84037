import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FirstView } from "@/components/api/first-view";
import { orNotFound } from "@/components/api/or-not-found";
import { ObservationView } from "@/components/observation/observation-view";
import { observationPartKeys } from "@/components/observation/queries";
import { currentViewer } from "@/lib/auth/viewer";
import { explainAccess, getObservation, listProducts } from "@/lib/catalogue/observation";
import { observationIdSchema } from "@/lib/catalogue/schemas";

type PageProps = { params: Promise<{ id: string }> };

/** The id alone: a title must not tell more of an observation than its page does. */
export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: (await idOf(params)) ?? "Not found" };
}

export default async function ObservationPage({ params }: PageProps) {
  const id = (await idOf(params)) ?? notFound();
  const viewer = await currentViewer();
  const observation = await orNotFound(getObservation(viewer, id));
  const answers = [
    { queryKey: observationPartKeys.products(id), queryFn: () => listProducts(viewer, id) },
    { queryKey: observationPartKeys.access(id), queryFn: () => explainAccess(viewer, id) },
  ];
  return (
    <FirstView answers={answers}>
      <ObservationView observation={observation} />
    </FirstView>
  );
}

async function idOf(params: PageProps["params"]): Promise<string | null> {
  return observationIdSchema.safeParse(decodeURIComponent((await params).id)).data ?? null;
}

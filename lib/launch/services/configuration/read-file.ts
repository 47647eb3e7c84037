import { readSettingsFile } from "@/lib/config/settings-file";
import { servicesFileSchema, type ServicesFile } from "./schema";

/** Reads the file of notebook services. @throws ConfigurationError with every fault, each with its line and its place in the file */
export function readServicesFile(file: string): ServicesFile {
  return readSettingsFile(file, { variable: "NOTEBOOK_SERVICES_FILE", example: "deploy/notebook-services.yaml", schema: servicesFileSchema });
}

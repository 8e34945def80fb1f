import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cached, digestOf } from "../lab/cache";
import type { Report } from "../lab/progress";
import { type BaseLayer, ensureBaseLayer } from "./base";
import { packLayer } from "./layer";
import { writeImage, writeReferrer } from "./layout";
import { billOf, SBOM_MEDIA_TYPE } from "./sbom";
import { IMAGE_SOURCE, type Sources, sourcesOf } from "./sources";
import { type Recipe, recipeOf, type Variant } from "./variant";

/** An image on this machine. */
export interface Image {
  /** OCI image layout, as a folder with one image. */
  readonly layout: string;
  /** Digest of the image's manifest: `sha256:…`. */
  readonly digest: string;
  /** Sizes of its layers in bytes, as they are sent. */
  readonly layerSizes: readonly number[];
  /** Its bill of materials (CycloneDX), and the layout that attaches it to the image in a registry. */
  readonly sbom: string;
  readonly sbomLayout: string;
  readonly built: boolean;
}

type Facts = Pick<Image, "digest" | "layerSizes">;

const FACTS = "image.json";
const LAYOUT = "layout";
const SBOM = "sbom.cdx.json";
const SBOM_LAYOUT = "sbom-layout";

/** The image of a kind, from the cache or made now. Made anew from the same sources it is the same, to the bit. */
export async function ensureImage(
  variant: Variant,
  report: Report,
  sources = sourcesOf(),
): Promise<Image> {
  const base = await ensureBaseLayer(sources, report);
  const recipe = await recipeOf(variant, sources);
  const key = await digestOf([IMAGE_SOURCE, ...recipe.madeFrom], variant, base.key);
  const { directory, built } = await cached(`image-${variant}-${key}`, report, async folder => {
    report(`packing ${variant}`);
    await buildImage({ recipe, base, sources }, folder);
  });
  return { ...(await readImage(directory)), built };
}

/** What an image is made from. */
interface Ingredients {
  readonly recipe: Recipe;
  readonly base: BaseLayer;
  readonly sources: Sources;
}

/** Makes an image and its bill of materials in a folder, whatever the cache has. */
export async function buildImage(
  { recipe, base, sources }: Ingredients,
  folder: string,
): Promise<void> {
  const root = path.join(folder, "root");
  await mkdir(path.join(root, "app"), { recursive: true });
  const packages = await recipe.assemble(root);
  const layer = await packLayer(root, folder, { uid: recipe.owner, mode: "u=rwX,go=rX" });
  await rm(root, { recursive: true });
  const layers = [base.layer, layer];
  const manifest = await writeImage(path.join(folder, LAYOUT), recipe.config, layers);
  const content = await billOf(recipe.config.labels, sources, packages, base.packages);
  await writeFile(path.join(folder, SBOM), content);
  const document = { mediaType: SBOM_MEDIA_TYPE, content };
  await writeReferrer(path.join(folder, SBOM_LAYOUT), manifest, document);
  const facts: Facts = { digest: manifest.digest, layerSizes: layers.map(({ size }) => size) };
  await writeFile(path.join(folder, FACTS), JSON.stringify(facts));
}

/** An image that was made in this folder. */
export async function readImage(folder: string): Promise<Omit<Image, "built">> {
  const facts = JSON.parse(await readFile(path.join(folder, FACTS), "utf8")) as Facts;
  return {
    ...facts,
    layout: path.join(folder, LAYOUT),
    sbom: path.join(folder, SBOM),
    sbomLayout: path.join(folder, SBOM_LAYOUT),
  };
}

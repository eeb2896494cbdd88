import { execFileSync } from 'node:child_process';
import { images, type ImageName } from '../images.ts';

/** The parts of a CycloneDX document that are looked at here. */
export interface Sbom {
  bomFormat: string;
  specVersion: string;
  metadata: { component: SbomComponent };
  components: SbomComponent[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

interface SbomComponent {
  'bom-ref': string;
  type: string;
  name: string;
  version: string;
  purl?: string;
  cpe?: string;
  description?: string;
}

/**
 * The CycloneDX list of what an image brings along beside its base: npm's own list of the folder, and Node.
 * @param folder as `stage` writes it, installed or not
 * @param nodeVersion of the Node that the image has, like 24.1.0
 */
export function sbomOf(name: ImageName, folder: string, nodeVersion: string): Sbom {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  const text = execFileSync('npm', [...args, '--omit', 'dev', '--omit', 'optional'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const listed = JSON.parse(text) as Sbom;
  const node = nodeComponent(nodeVersion);
  const { component } = listed.metadata;
  return {
    ...listed,
    metadata: {
      ...listed.metadata,
      component: { ...component, name: `kochava-stream-${name}`, description: images[name].about },
    },
    components: [...listed.components, node],
    dependencies: [
      ...listed.dependencies.map((entry) =>
        entry.ref === component['bom-ref']
          ? { ...entry, dependsOn: [...(entry.dependsOn ?? []), node['bom-ref']] }
          : entry,
      ),
      { ref: node['bom-ref'], dependsOn: [] },
    ],
  };
}

/** Named as scanners look for it. */
function nodeComponent(version: string): SbomComponent {
  return {
    'bom-ref': `node@${version}`,
    type: 'platform',
    name: 'node',
    version,
    purl: `pkg:generic/node@${version}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
  };
}

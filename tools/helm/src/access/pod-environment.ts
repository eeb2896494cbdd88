import { type Container, type PodSpec } from '../cluster/manifest.ts';

/** What Kubernetes would find: secret name, then key, to the value; and the file that stands for a mounted key. */
export interface Cluster {
  secret(name: string, key: string): string;
  /** Path of a file with the secret's key in it. */
  file(name: string, key: string): string;
}

/** A container's environment as Kubernetes would make it, with the paths of mounted secrets turned into real ones. */
export function environmentOf(pod: PodSpec, cluster: Cluster): Record<string, string> {
  const container = pod.containers[0] as Container;
  const files = mountedFiles(pod, container, cluster);
  const env: Record<string, string> = {};
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    const from = valueFrom?.secretKeyRef;
    const text = from === undefined ? value : cluster.secret(from.name, from.key);
    const filled = text.replaceAll(/\$\((\w+)\)/g, (whole, variable: string) => env[variable] ?? whole);
    env[name] = files.reduce((known, [path, real]) => known.replaceAll(path, real), filled);
  }
  return env;
}

function mountedFiles(pod: PodSpec, container: Container, cluster: Cluster): (readonly [string, string])[] {
  return (container.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
    const secret = pod.volumes?.find((volume) => volume.name === name)?.secret;
    if (secret === undefined) return [];
    const { secretName, items = [] } = secret;
    return items.map(({ key, path }) => [`${mountPath}/${path}`, cluster.file(secretName, key)] as const);
  });
}

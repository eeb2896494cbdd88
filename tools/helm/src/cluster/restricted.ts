import { type Container, type PodSpec, type PodTemplate, type Volume } from './manifest.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What the Pod Security Standard "restricted" and this project's own rules (read-only root, no token, a bound on memory)
 * have against a pod. One line each; none = it may run in a namespace that enforces them.
 */
export function restrictedFaults({ spec }: PodTemplate): string[] {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  return [...podFaults(spec), ...containers.flatMap((container) => containerFaults(container, spec))];
}

const allowedVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const hostFields = ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers'];

/** What holds, and what to say when it does not. */
type Rule = readonly [boolean, string];

function broken(rules: readonly Rule[]): string[] {
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}

function podFaults(spec: PodSpec): string[] {
  const sysctls = (spec.securityContext?.['sysctls'] ?? []) as unknown[];
  return broken([
    ...hostFields.map((field): Rule => [spec[field] !== true, field]),
    [spec.automountServiceAccountToken === false, 'automountServiceAccountToken is not false'],
    [sysctls.length === 0, 'sysctls'],
    ...(spec.volumes ?? []).flatMap(volumeRules),
  ]);
}

function volumeRules({ name, ...source }: Volume): Rule[] {
  const kind = Object.keys(source)[0] ?? '';
  const { sizeLimit } = (source['emptyDir'] ?? {}) as { sizeLimit?: string };
  return [
    [allowedVolumes.includes(kind), `volume ${name} is ${kind}`],
    [kind !== 'emptyDir' || sizeLimit !== undefined, `volume ${name} has no sizeLimit`],
  ];
}

function containerFaults(container: Container, spec: PodSpec): string[] {
  const own = container.securityContext ?? {};
  const rules = [
    ...identityRules(own, spec.securityContext ?? {}),
    ...privilegeRules(own),
    ...resourceRules(container),
  ];
  return broken(rules).map((fault) => `${container.name}: ${fault}`);
}

function identityRules(own: Fields, pod: Fields): Rule[] {
  const both = { ...pod, ...own };
  const { type = '' } = (both['seccompProfile'] ?? {}) as { type?: string };
  return [
    [both['runAsNonRoot'] === true, 'runAsNonRoot is not true'],
    [both['runAsUser'] !== 0, 'runAsUser is 0'],
    [['RuntimeDefault', 'Localhost'].includes(type), 'no seccompProfile'],
  ];
}

function privilegeRules(own: Fields): Rule[] {
  const { drop = [], add = [] } = (own['capabilities'] ?? {}) as { drop?: string[]; add?: string[] };
  const added = add.filter((name) => name !== 'NET_BIND_SERVICE');
  return [
    [own['allowPrivilegeEscalation'] === false, 'allowPrivilegeEscalation is not false'],
    [own['privileged'] !== true, 'privileged'],
    [drop.includes('ALL'), 'capabilities are not dropped'],
    [added.length === 0, `capabilities added: ${added.join(' ')}`],
    [own['procMount'] === undefined, 'procMount'],
    [own['readOnlyRootFilesystem'] === true, 'readOnlyRootFilesystem is not true'],
  ];
}

function resourceRules({ resources }: Container): Rule[] {
  return [
    [resources?.limits?.['memory'] !== undefined, 'no memory limit'],
    [resources?.requests?.['cpu'] !== undefined, 'no cpu request'],
    [resources?.requests?.['memory'] !== undefined, 'no memory request'],
  ];
}

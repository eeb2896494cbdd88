export { accessOf, type Access } from './access/accounts.ts';
export { kubernetesVersions } from './cluster/kubernetes-schemas.ts';

export { ConfigApiFailed, ConfigClient } from './config-client.ts';
export { openDataDir, type DataDir } from './data-dir.ts';
export { embeddedShards, startServers, type NatsShape, type Servers, type ServersOptions } from './servers.ts';
export {
  serviceEnvs,
  serviceNames,
  type Ports,
  type ServiceName,
  type Surroundings,
  type Traces,
} from './service-envs.ts';
export { startStack, type Stack, type StackOptions } from './stack.ts';
export { startProcesses, type Processes, type ProcessesOptions } from './processes.ts';
export { startServiceProcess, ServiceNotReady, type ServiceProcess } from './service-process.ts';

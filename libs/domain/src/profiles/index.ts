export { changedProperties } from './changed.ts';
export { fold } from './fold.ts';
export { profileLimits } from './limits.ts';
export { observe, personBehind } from './observe.ts';
export {
  maxKnownDevices,
  type DeviceProfile,
  type Known,
  type KnownDevice,
  type Observation,
  type Sighting,
  type UserProfile,
} from './profile.ts';
export { deviceKey, ProfileSet, userKey, type Profile, type ProfileRow } from './profile-set.ts';
export { noProperties, own, type Properties } from './properties.ts';

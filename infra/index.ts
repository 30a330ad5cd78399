export { Click2MailTokenRotation } from './constructs/click2mail-token-rotation.ts';
export type { ClientProps, ConsumerProps } from './constructs/client-props.ts';
export { Grant, type AssertionOptions } from './constructs/grant.ts';
export type { AlarmProps, Click2MailTokenRotationProps, NetworkProps, ReplicaRegionProps } from './constructs/props.ts';
export { InvalidGrantee } from './constructs/invalid-grantee.ts';
export { NameTaken } from './constructs/name-taken.ts';
export type { RotatedClient } from './constructs/rotated-client.ts';
export type { TokenConsumer } from './constructs/token-consumer.ts';
export { InvalidSettings } from './settings/invalid-settings.ts';

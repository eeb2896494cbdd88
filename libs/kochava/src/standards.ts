/** The names that Kochava's reports know, in its spelling (Kochava, Post-Install Event Examples). Others are custom events. */
export const standardEventNames = [
  'Achievement',
  'Ad Click',
  'Ad View',
  'Add to Cart',
  'Add to Wish List',
  'Checkout Start',
  'Consent Granted',
  '_Deeplink',
  'Level Complete',
  'Purchase',
  'Push Opened',
  'Push Received',
  'Rating',
  'Registration Complete',
  'Search',
  'Start Trial',
  'Subscribe',
  'Tutorial Complete',
  'View',
] as const;
export type StandardEventName = (typeof standardEventNames)[number];

export interface StandardKey {
  readonly name: string;
  readonly type: 'text' | 'number' | 'flag';
}

const keys = (type: StandardKey['type'], names: string): StandardKey[] =>
  names.split(' ').map((name) => ({ name, type }));

/** The keys of `event_data` that Kochava's reports know, and the types that they have in its examples. */
export const standardEventKeys: readonly StandardKey[] = [
  ...keys('number', 'duration price quantity rating_value sum'),
  ...keys('flag', 'background completed'),
  ...keys(
    'text',
    'action ad_campaign_id ad_campaign_name ad_group_id ad_group_name ad_mediation_name ad_network_name ad_size ad_type ' +
      'checkout_as_guest content_id content_type currency date description destination device_type end_date ' +
      'item_added_from level max_rating_value name order_id origin payload placement receipt_id referral_from ' +
      'registration_method results score search_term spatial_x spatial_y spatial_z start_date success uri user_id ' +
      'user_name validated',
  ),
];

/** Names that Kochava keeps for itself inside `event_data`; sending them is an error (Kochava, Post-Install Event Examples). */
export const reservedEventKeys: ReadonlySet<string> = new Set([
  'attribution_type',
  'campaign',
  'cracked',
  'creative',
  'fb_campaign',
  'integration_type',
  'integration_version',
  'jailbroken',
  'network',
  'site',
  'source',
]);

/** Event names that mean something else at Kochava than an event of the app. */
export const reservedEventNames: ReadonlySet<string> = new Set(['_install']);

/** Amplitude event types that mean an install: what its mobile SDKs send by themselves when an app is opened for the first time. */
export const installEventTypes = ['[Amplitude] Application Installed'] as const;

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const byBareName = new Map(standardEventNames.map((name) => [bare(name), name]));
/** What common tracking plans call the same thing. */
const synonyms: readonly (readonly [StandardEventName, string])[] = [
  [
    'Purchase',
    'orderCompleted orderComplete purchaseCompleted purchased productPurchased checkoutCompleted revenueAmount',
  ],
  ['Add to Cart', 'productAdded addedToCart cartAdded itemAdded'],
  ['Add to Wish List', 'addToWishlist productAddedToWishlist addedToWishlist wishlistAdded favorited'],
  ['Checkout Start', 'checkoutStarted startedCheckout beginCheckout initiateCheckout'],
  [
    'Registration Complete',
    'signUp signedUp signup completeRegistration registrationCompleted accountCreated registered',
  ],
  ['Search', 'searched productsSearched searchPerformed'],
  ['Rating', 'productReviewed rated rateApp'],
  ['View', 'productViewed contentView screenViewed viewItem'],
  ['Start Trial', 'trialStarted startedTrial'],
  ['Subscribe', 'subscribed subscriptionStarted subscription'],
  ['Tutorial Complete', 'tutorialCompleted completedTutorial onboardingCompleted onboardingComplete'],
  ['Level Complete', 'levelCompleted levelUp levelAchieved'],
  ['Achievement', 'achievementUnlocked unlockAchievement'],
  ['Push Opened', 'pushNotificationOpened notificationOpened'],
  ['Push Received', 'pushNotificationReceived notificationReceived'],
  ['Ad Click', 'adClicked'],
  ['Ad View', 'adViewed adImpression'],
  ['Consent Granted', 'consentGiven'],
  ['_Deeplink', 'deepLinkOpened'],
];
for (const [name, others] of synonyms) for (const other of others.split(' ')) byBareName.set(bare(other), name);

/** The standard name that an event probably means; undefined = none. The same name, spelled exactly, is returned too. */
export function standardNameFor(eventType: string): StandardEventName | undefined {
  return byBareName.get(bare(eventType));
}

import { type CacheExchangeOpts, type KeyGenerator, type UpdateResolver, cacheExchange } from '@urql/exchange-graphcache';
import { joinPages } from './pages.ts';

const noKey: KeyGenerator = () => null;

// Types without an id: they live in the cache under the thing that holds them.
const embedded = [
  'AcceptInvitationPayload', 'AccountBlockPayload', 'Affiliation', 'AnswerMovePayload', 'ApproveRegistrationPayload', 'AuditEntryConnection',
  'AuditEntryEdge', 'Authorship', 'Buyer', 'ChallengeConnection', 'ChallengeEdge', 'ChallengePayload',
  'ChangePasswordPayload', 'ConceptConnection', 'ConceptEdge', 'ConceptPayload', 'ConfirmEmailChangePayload',
  'ConfirmPasswordPayload', 'ConfirmTotpPayload', 'Consent', 'ContactDetails', 'ContactMatchConnection',
  'ContactMatchEdge', 'CreateApiTokenPayload', 'DataSource', 'DeleteAccountPayload', 'DeletePayload',
  'DisableTotpPayload', 'ExplainedConcept', 'ExplainedOccurrence', 'Facet', 'FacetBucket', 'FieldChange',
  'FieldVisibilitySetting', 'FinishPasskeyRegistrationPayload', 'HandleSearchGapPayload', 'Highlight', 'ImportThesaurusPayload', 'Insight',
  'IntroductionConnection', 'IntroductionEdge', 'IntroductionPayload', 'InvitationConnection', 'InvitationEdge',
  'InvitationPreview', 'InviteManyPayload', 'InvitePayload', 'InviteRow', 'LogInPayload', 'LogOutPayload',
  'MailDomainPayload', 'MatchReason', 'MeetingConnection', 'MeetingEdge', 'MeetingPayload', 'MeetingReportConnection',
  'MeetingReportEdge', 'MunicipalityAdministration', 'MunicipalityConnection', 'MunicipalityEdge', 'NetworkStats',
  'OutcomePayload', 'PageInfo', 'PendingMove', 'PendingRegistration', 'PendingRegistrationConnection',
  'PendingRegistrationEdge', 'PersonConnection', 'PersonEdge', 'PersonPayload', 'PilotConnection', 'PilotEdge',
  'PilotPayload', 'Recognition', 'RecognitionCount', 'RegenerateRecoveryCodesPayload', 'RegisterPayload',
  'RegistrationOptions', 'RemovePasskeyPayload', 'ReportDraft', 'ReportSearchPayload', 'ReportPayload', 'RequestDataExportPayload',
  'RequestEmailChangePayload', 'RequestPasswordResetPayload', 'ResetPasswordPayload', 'Revision',
  'RevisionConnection', 'RevisionEdge', 'RevokeApiTokenPayload', 'RevokeSessionPayload', 'SavedSearchFilter', 'SavedSearchPayload', 'SearchConnection',
  'SearchEdge', 'SearchExpansion', 'SearchExpansionTerm', 'SearchExplanation', 'SearchGapConnection', 'SearchGapEdge',
  'SearchGapResult', 'SecondFactorChallenge', 'Security',
  'SetConsentPayload', 'SetMailChoicesPayload', 'SetRolePayload', 'SimilarThing', 'Speaker', 'SsoIdentity',
  'StartPasskeyLogInPayload', 'StartPasskeyRegistrationPayload', 'StartTotpPayload', 'StopSearchMailsPayload', 'Suggestion', 'ThesaurusMistake',
  'UserError', 'Venue', 'VerifyEmailPayload', 'Viewer', 'WithdrawInvitationPayload', 'WithdrawMovePayload',
  'WorkshopOutcomeConnection', 'WorkshopOutcomeEdge',
];

const nodes = [
  'Challenge', 'Introduction', 'Meeting', 'MeetingReport', 'Municipality', 'Person', 'Pilot', 'Theme', 'WorkshopOutcome',
];

const lists = ['pilots', 'reports', 'outcomes', 'challenges', 'meetings', 'people', 'search', 'contactMatches', 'auditLog', 'concepts', 'searchGaps'];

/** What writing may change beside what it answers. */
const written = new Set([...lists, 'moreLikeThis']);

/** After writing, every list may be different; what a mutation answers is merged by id on its own. */
const forgetLists: UpdateResolver = (_result, _args, cache) => {
  for (const field of cache.inspectFields('Query')) {
    if (written.has(field.fieldName)) cache.invalidate('Query', field.fieldName, field.arguments ?? undefined);
  }
};

/** The viewer has an embedded list of introductions; it holds the new one after asking. */
const forgetIntroductions: UpdateResolver = (result, args, cache, info) => {
  forgetLists(result, args, cache, info);
  const viewer = cache.resolve('Query', 'viewer');
  if (typeof viewer !== 'string') return;
  for (const field of cache.inspectFields(viewer)) {
    if (field.fieldName === 'introductions') cache.invalidate(viewer, field.fieldName, field.arguments ?? undefined);
  }
};

/** What changes how the viewer signs in and where, which mails they get, and what they saved. */
const securing = [
  'confirmPassword', 'createApiToken', 'deleteSavedSearch', 'regenerateRecoveryCodes', 'revokeApiToken', 'revokeSession',
  'saveSearch', 'setMailChoices', 'startPasskeyRegistration', 'startTotp', 'stopSearchMails', 'updateSavedSearch',
  'withdrawMove',
];

/** What may change whether the viewer has the second step that is asked of them, and so what they see. */
const factors = ['confirmTotp', 'disableTotp', 'finishPasskeyRegistration', 'removePasskey'];

const forgetViewer: UpdateResolver = (_result, _args, cache) => {
  cache.invalidate('Query', 'viewer');
};

const forgetViewerAndLists: UpdateResolver = (result, args, cache, info) => {
  forgetViewer(result, args, cache, info);
  forgetLists(result, args, cache, info);
};

const writing = [
  'addMailDomain', 'answerMove', 'approveRegistration', 'archivePilot', 'blockAccount', 'changeAffiliation', 'changePassword',
  'confirmEmailChange', 'createChallenge', 'createConcept', 'createMeeting', 'createOutcome', 'createPilot',
  'createReport', 'deleteConcept', 'deleteOutcome', 'deletePilot', 'deleteReport', 'handleSearchGap', 'importThesaurus', 'invite',
  'inviteMany', 'publishOutcome', 'publishPilot', 'publishReport', 'recognise', 'register', 'removeMailDomain',
  'requestDataExport', 'requestEmailChange', 'requestIntroduction', 'requestPasswordReset', 'respondToIntroduction',
  'restorePilot', 'restoreReport', 'setConsent', 'setFieldVisibility', 'setRole', 'unblockAccount', 'updateChallenge', 'updateConcept',
  'updateMeeting', 'updateOutcome', 'updatePilot', 'updateProfile', 'updateReport', 'verifyMailDomain',
  'withdrawInvitation',
];

export const options: CacheExchangeOpts = {
  keys: {
    ...Object.fromEntries(embedded.map((type) => [type, noKey])),
    // Asked for by slug nearly everywhere; a theme's slug is as stable as its id.
    Theme: (theme) => (typeof theme.slug === 'string' ? theme.slug : null),
  },
  possibleTypes: {
    Node: nodes,
    SearchHit: ['Pilot', 'MeetingReport', 'WorkshopOutcome', 'Challenge', 'Meeting', 'Person', 'Municipality'],
  },
  resolvers: {
    Query: Object.fromEntries([...lists, 'municipalities'].map((field) => [field, joinPages])),
    Municipality: { pilots: joinPages, people: joinPages, hostedMeetings: joinPages },
    Challenge: { pilots: joinPages, outcomes: joinPages, solvers: joinPages },
    Meeting: { pilots: joinPages, outcomes: joinPages, reports: joinPages },
    Person: { pilots: joinPages },
    Pilot: { presentedAt: joinPages, replications: joinPages },
  },
  updates: {
    Mutation: {
      ...Object.fromEntries(writing.map((field) => [field, forgetLists])),
      ...Object.fromEntries(securing.map((field) => [field, forgetViewer])),
      ...Object.fromEntries(factors.map((field) => [field, forgetViewerAndLists])),
      requestIntroduction: forgetIntroductions,
    },
  },
};

export const normalisedCache = () => cacheExchange(options);

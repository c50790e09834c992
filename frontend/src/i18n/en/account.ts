import type { account as nl } from '../nl/account.ts';
import type { Translation } from '../translation.ts';

export const account: Translation<typeof nl> = {
  'account.title': 'Sign in',
  'account.why': 'Reading needs no account. Sign in to write, to recognise challenges and to get to know colleagues elsewhere.',
  'account.email': 'Email address',
  'account.password': 'Password',
  'account.emailMissing': 'Fill in your email address, for instance name@gemeente.nl.',
  'account.passwordMissing': 'Fill in your password.',
  'account.signIn': 'Sign in',
  'account.noAccount': 'No account yet? Ask the organiser of the network in your municipality.',
  'account.already': 'You are signed in as {name}.',
  'account.goOn': 'Go on where you were',
};

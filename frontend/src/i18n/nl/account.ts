export const account = {
  'account.title': 'Inloggen',
  'account.why': 'Lezen kan zonder account. Log in om zelf iets te schrijven, vraagstukken te herkennen en collega’s elders te leren kennen.',
  'account.email': 'E-mailadres',
  'account.password': 'Wachtwoord',
  'account.emailMissing': 'Vul je e-mailadres in, bijvoorbeeld naam@gemeente.nl.',
  'account.passwordMissing': 'Vul je wachtwoord in.',
  'account.signIn': 'Inloggen',
  'account.noAccount': 'Nog geen account? Vraag het aan de organisator van het netwerk in jouw gemeente.',
  'account.already': 'Je bent ingelogd als {name}.',
  'account.goOn': 'Verder waar je was',
} as const;

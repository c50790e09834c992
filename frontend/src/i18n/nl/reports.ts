export const reports = {
  'reports.edit': 'Verslag bewerken',
  'reports.around': 'Bij dit verslag',
  'reports.authors': 'Geschreven door',
  'reports.meeting': 'Gaat over',
  'reports.takeHome': 'Om te onthouden',
  'reports.contents': 'In dit verslag',
} as const;

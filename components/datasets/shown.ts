/** So many datasets stand on a project's page; the others are one link away. */
export const datasetsShown = 10;

/** The features that make up Fairplace, each with its own routes and jobs. */
export const FEATURES = [];

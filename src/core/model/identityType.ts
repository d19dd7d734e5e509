/** Whether the type of a resource's identity says that its map of user-assigned ones counts. */
export const hasUserAssigned = (type: string): boolean => /\buserassigned\b/i.test(type);

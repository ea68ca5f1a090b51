export { Delivery } from './delivery.entity.js';
export { NotificationsModule } from './notifications.module.js';

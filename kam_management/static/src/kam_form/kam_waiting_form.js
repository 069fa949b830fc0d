import { browser } from "@web/core/browser/browser";

import { KamEntryFormController } from "./kam_entry_form";

/** What a form lets its reader do while a step of it waits for them. */
const WAITING = ["can_decide", "can_answer", "can_complete"];

/**
 * A controlled form. Opened out of My Day, it makes way for the next one that waits as soon as it
 * was decided; after the last one My Day comes back.
 */
export class KamWaitingFormController extends KamEntryFormController {
    setup() {
        super.setup();
        this.waited = false;
    }

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = this.onRootLoaded.bind(this);
        return params;
    }

    onRootLoaded(root) {
        if (!this.props.context.kam_my_day) {
            return;
        }
        const waits = WAITING.some((name) => root.data[name]);
        const isDecided = this.waited === root.resId && !waits;
        this.waited = waits && root.resId;
        if (isDecided) {
            // not while the model is still loading this one
            browser.setTimeout(() => this.openNext(root));
        }
    }

    async openNext({ resId, resIds }) {
        const index = resIds.indexOf(resId);
        const left = resIds.filter((id) => id !== resId);
        if (left.length) {
            await this.model.load({ resId: left[index] || left[0], resIds: left });
        } else {
            await this.actionService.restore();
        }
    }
}

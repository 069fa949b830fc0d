import { browser } from "@web/core/browser/browser";

/** A name of an attempt that no other has; also where the browser makes none itself. */
function makeKey() {
    if (browser.crypto?.randomUUID) {
        return browser.crypto.randomUUID();
    }
    return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

/**
 * What was entered on a visit and has not reached the server yet, kept on the device.
 *
 * A draft of its own for each visit and each person: it outlives a reload, a crash and a lost
 * connection, and goes away when the server has everything.
 */
export class KamVisitDraft {
    constructor(database, userId, visitId) {
        this.name = `kam_visit_site/${database}/${userId}/${visitId}`;
        this.isKept = true;
        this.data = this.read() || { key: makeKey(), values: {}, started: "", ended: "" };
    }

    read() {
        try {
            const data = JSON.parse(browser.localStorage.getItem(this.name));
            return data?.key && typeof data.values === "object" ? data : null;
        } catch {
            return null;
        }
    }

    /** Keep what was entered; a device that is full, or keeps nothing, says so. */
    keep() {
        try {
            if (this.count) {
                browser.localStorage.setItem(this.name, JSON.stringify(this.data));
            } else {
                browser.localStorage.removeItem(this.name);
            }
            this.isKept = true;
        } catch {
            this.isKept = false;
        }
    }

    get key() {
        return this.data.key;
    }

    get values() {
        return this.data.values;
    }

    get started() {
        return this.data.started;
    }

    get ended() {
        return this.data.ended;
    }

    /** How much waits to be sent. */
    get count() {
        const { values, started, ended } = this.data;
        return Object.keys(values).length + (started ? 1 : 0) + (ended ? 1 : 0);
    }

    set(name, value) {
        this.data.values[name] = value;
        this.keep();
    }

    press(name, moment) {
        this.data[name] = moment;
        this.keep();
    }

    /** The server has what was sent; what was changed meanwhile still waits. */
    settle(sent) {
        for (const [name, value] of Object.entries(sent)) {
            if (this.data.values[name] === value) {
                delete this.data.values[name];
            }
        }
        this.keep();
    }

    clear() {
        Object.assign(this.data, { values: {}, started: "", ended: "" });
        this.keep();
    }
}

"""Whether a route can be walked: a different person for each step."""


def find_unassignable(candidates):
    """Return the first step for which nobody is left when each step takes another person.

    :param list candidates: for each step the collection of people who may decide it
    :return: index of the step, or None when different people can decide all of them
    """
    step_by_person = {}

    def assign(step, tried):
        for person in candidates[step]:
            if person in tried:
                continue
            tried.add(person)
            if person not in step_by_person or assign(step_by_person[person], tried):
                step_by_person[person] = step
                return True
        return False

    return next((step for step in range(len(candidates)) if not assign(step, set())), None)


def find_level(levels, others):
    """Return the first level one of whose people can be spared by the other steps.

    :param list levels: collections of people who may decide a step, the nearest first
    :param list others: for each other step the collection of people who may decide it
    :return: index of the level; the first one where the other steps cannot be decided in any case;
        None when everybody is needed for another step, or nobody is there
    """
    if levels and find_unassignable(others) is not None:
        return 0
    return next(
        (
            index
            for index, people in enumerate(levels)
            if any(_can_spare(person, others) for person in people)
        ),
        None,
    )


def _can_spare(person, others):
    left = [[other for other in people if other != person] for people in others]
    return find_unassignable(left) is None

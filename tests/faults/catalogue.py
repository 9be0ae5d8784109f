"""Every fault of the design's list that concerns what exists, by its number there."""

from tests.faults.trials import arriving, middle, people, systems
from tests.faults.trials.trial import Fault

FAULTS = (
    Fault(1, "the same webhook many times", "I2", arriving.same_webhook_many_times),
    Fault(2, "the same id with another body", "I9", arriving.same_id_other_body),
    Fault(3, "events out of order", "I9", arriving.out_of_order),
    Fault(4, "accepted, but not started", "I9", arriving.not_started),
    Fault(5, "clicks at the same moment", "I2, I5", people.at_the_same_moment),
    Fault(6, "answers around the deadline, clocks minutes off", "I6", people.after_the_deadline),
    Fault(7, "forged and copied grants, stolen tokens", "I1, I6", people.forged_and_stolen),
    Fault(8, "the requester answers", "I5", people.for_themselves),
    Fault(8, "an approver moved or locked out before the last answer", "I5", people.role_lost),
    Fault(8, "one authority used twice", "I5", people.one_authority_twice),
    Fault(9, "the stored action altered at every call", "I4", middle.action_altered_at_every_call),
    Fault(9, "the stored text altered", "I10", arriving.text_altered),
    Fault(10, "the bundle changes at every call", "I16", middle.bundle_changes_at_every_call),
    Fault(11, "the process ends before and after every call", "I1, I2, I3, I9, I14", systems.killed_at_every_call),
    Fault(12, "answers of outside systems spoiled", "I2, I14", systems.answers_spoiled),
    Fault(13, "a key that is soon forgotten", "I2, I14", systems.key_forgotten),
    Fault(14, "an outside system busy for long", "I9", systems.busy_for_long),
    Fault(15, "our services fail, lose answers, contend at every call", "I2, I3, I9", systems.services_fail_at_every_call),
    Fault(16, "unreadable messages among good ones", "I9", arriving.poison),
    Fault(17, "texts of any length", "I9, I12", arriving.too_large),
    Fault(19, "clocks forward and back", "I9, I10", middle.clocks_off),
    Fault(20, "parallel cases under one limit", "I8", middle.shared_limit),
    Fault(20, "one amount split into many", "I8", middle.split_amounts),
    Fault(21, "texts that give orders", "I11", arriving.steering),
    Fault(23, "personal data and secrets everywhere", "I12", middle.personal_data),
    Fault(24, "texts hard on patterns", "I9", arriving.hard_on_patterns),
    Fault(25, "JSON that parsers disagree on", "I15", arriving.unreadable),
    Fault(26, "another tenant's people and steps", "I13", people.of_another_tenant),
    Fault(27, "a click on another action than is asked about", "I4", people.shown_another_action),
    Fault(28, "a deployment while people are asked", "I9, I16", middle.deployed_anew),
    Fault(29, "a switch thrown at every call", "I7", middle.switch_thrown_at_every_call),
)
